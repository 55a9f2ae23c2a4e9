using System.Text.Json.Nodes;
using Eden.Testing;

namespace Eden.Cli.Tests;

public sealed class CheckpointTests : IDisposable
{
    private static readonly string AdamW = Recorded("mlp-digits-adamw-eps-f32.pt");
    private static readonly string NAdam = Recorded("mlp-digits-nadam-f64.pt");

    private readonly string _folder = Directory.CreateTempSubdirectory("eden-checkpoint").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Inspect_shows_the_tree_with_shapes_and_statistics()
    {
        EdenResult result = EdenProcess.Run("checkpoint", "inspect", AdamW);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"(?m)^model\r?\n  0\r?\n    weight +F32 +\[4, 64\] +256 ", result.Output);
        Assert.Matches(@"(?m)^      step +F32 +\[\] +1 +11 +11 +11 +11 +0 +0\r?$", result.Output);
        Assert.Matches(@"(?m)^optimizer\.param_groups\.0\.weight_decay +0\.3\r?$", result.Output);
        Assert.Matches(@"(?m)^step +11\r?$", result.Output);
        Assert.Contains(": PyTorch, 16 tensors, 934 elements, 3,736 bytes", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_counts_what_is_not_finite_and_takes_its_measures_of_the_rest()
    {
        EdenResult result = EdenProcess.Run("checkpoint", "inspect", "--json", "-", Recorded("forms.pt"));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonNode special = JsonNode.Parse(result.Output)!["tensors"]!.AsArray().Single(tensor => (string)tensor!["name"]! == "tensors.special.float32")!;
        Assert.Equal((1, 2), ((int)special["naNs"]!, (int)special["infinities"]!));
        JsonNode ramp = JsonNode.Parse(result.Output)!["tensors"]!.AsArray().Single(tensor => (string)tensor!["name"]! == "tensors.type.bfloat16")!;
        Assert.Equal((-2, 100), ((double)ramp["minimum"]!, (double)ramp["maximum"]!));
        Assert.Equal(101.0 / 6, (double)ramp["mean"]!, 12);
        Assert.Equal(Math.Sqrt(4 + 1 + 0 + 1 + 9 + 10000), (double)ramp["norm"]!, 10);
    }

    [Fact]
    public void Convert_goes_to_safetensors_and_back_and_nothing_differs()
    {
        string safetensors = Path.Combine(_folder, "run.safetensors");
        string back = Path.Combine(_folder, "back.pt");

        Assert.Equal(0, EdenProcess.Run("checkpoint", "convert", NAdam, safetensors).ExitCode);
        EdenResult converted = EdenProcess.Run("checkpoint", "convert", safetensors, back);
        Assert.Equal((0, $"{back}: 12 tensors, 7,440 bytes{Environment.NewLine}"), (converted.ExitCode, converted.Output));
        EdenResult there = EdenProcess.Run("checkpoint", "diff", NAdam, safetensors);
        Assert.Equal((0, $"equal: 12 tensors and all values{Environment.NewLine}"), (there.ExitCode, there.Output));
        Assert.Equal(0, EdenProcess.Run("checkpoint", "diff", safetensors, back).ExitCode);
    }

    [Fact]
    public void Convert_takes_names_from_a_file_and_refuses_wrong_ones()
    {
        string plain = Recorded("mlp-digits-sgd-plain-f64.pt");
        string target = Path.Combine(_folder, "run.safetensors");
        EdenProcess.Run("checkpoint", "convert", plain, target).AssertRefused("give the names of each group's parameters");

        string groups = Write("groups.json", """[["0.weight", "2.weight"], ["0.bias", "2.bias"]]""");
        Assert.Equal(0, EdenProcess.Run("checkpoint", "convert", plain, target, "--groups", groups).ExitCode);

        EdenProcess.Run("checkpoint", "convert", plain, target, "--groups", Write("other.json", """[["0.weight"], ["0.bias"]]""")).AssertRefused("'optimizer' has 2 parameters in group 0, and what was given has 1");
        EdenProcess.Run("checkpoint", "convert", plain, target, "--groups", Write("text.json", """{"a": 1}""")).AssertRefused("text.json: is no list of groups");
        EdenProcess.Run("checkpoint", "convert", plain, target, "--groups", Path.Combine(_folder, "none.json")).AssertRefused("none.json: there is no such file");
        EdenProcess.Run("checkpoint", "convert", AdamW, target).AssertRefused("'optimizer' may be of Adam or AdamW; say which");
        EdenProcess.Run("checkpoint", "convert", AdamW, target, "--optimizer", "SGD").AssertRefused("'optimizer' cannot be of Sgd, but of Adam or AdamW");
        EdenProcess.Run("checkpoint", "convert", AdamW, Path.Combine(_folder, "run")).AssertRefused("the name does not say the format; end it with .safetensors or .pt");
    }

    [Fact]
    public void Diff_shows_what_differs_and_exits_with_1()
    {
        string other = Recorded("mlp-digits-nadam-f32.pt");

        EdenResult result = EdenProcess.Run("checkpoint", "diff", NAdam, other);

        Assert.Equal((1, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"(?m)^model\.0\.weight +256 +[0-9.E-]+ +[0-9.E-]+ +[0-9.E-]+ +F64 \[4, 64\] and F32 \[4, 64\]\r?$", result.Output);
        Assert.Matches(@"(?m)^optimizer\.param_groups\.0\.weight_decay +0 +0\.02\r?$", result.Output);
        Assert.Contains("different: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Diff_names_what_only_one_file_has()
    {
        string forms = Recorded("forms.pt");

        EdenResult result = EdenProcess.Run("checkpoint", "diff", forms, NAdam);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("only in the first file: BF16 [6]", result.Output, StringComparison.Ordinal);
        Assert.Contains("only in the second file: F64 [10]", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("legacy.pt", "is of the form that PyTorch wrote before 1.6")]
    [InlineData("torchscript.pt", "is a TorchScript archive")]
    [InlineData("none.pt", "there is no such file")]
    public void A_file_that_cannot_be_read_is_refused_with_2(string name, string message) =>
        EdenProcess.Run("checkpoint", "inspect", Recorded(name)).AssertRefused(message);

    [Fact]
    public void A_wrong_verb_is_refused_with_the_place_of_the_help() =>
        EdenProcess.Run("checkpoint", "inspekt", "x").AssertRefused("see 'eden checkpoint --help'");

    private static string Recorded(string name) => Repository.PathTo("tests", "golden-checkpoints", name);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
