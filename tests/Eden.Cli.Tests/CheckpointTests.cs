using System.Text.Json.Nodes;
using Eden.Checkpoints;
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

    [Theory]
    [InlineData("golden/mlp-digits-adam-f32", "Adam", 12)]
    [InlineData("golden/mlp-digits-adamw-f64", "AdamW", 12)]
    [InlineData("golden/mlp-digits-adamw-amsgrad-f32", "adamw", 16)]
    [InlineData("golden-checkpoints/mlp-digits-nadam-f64", "NAdam", 12)]
    [InlineData("golden-checkpoints/mlp-digits-rmsprop-f32", "RMSprop", 16)]
    public void Convert_goes_to_safetensors_and_back_and_nothing_differs(string name, string optimizer, int tensors)
    {
        string recorded = Repository.PathTo(["tests", .. $"{name}.pt".Split('/')]);
        string safetensors = Path.Combine(_folder, "run.safetensors");
        string back = Path.Combine(_folder, "back.pt");
        string[] naming = ["--optimizer", optimizer];
        string equal = $"equal: {tensors} tensors and all values{Environment.NewLine}";

        Assert.Equal(0, EdenProcess.Run(["checkpoint", "convert", recorded, safetensors, .. naming]).ExitCode);
        EdenResult converted = EdenProcess.Run("checkpoint", "convert", safetensors, back);
        Assert.Equal((0, ""), (converted.ExitCode, converted.Error));
        Assert.StartsWith($"{back}: {tensors} tensors, ", converted.Output, StringComparison.Ordinal);
        Assert.Equal(new EdenResult(0, equal, ""), EdenProcess.Run(["checkpoint", "diff", recorded, safetensors, .. naming]));
        Assert.Equal(new EdenResult(0, equal, ""), EdenProcess.Run(["checkpoint", "diff", recorded, back, .. naming]));
        Assert.Equal(new EdenResult(0, equal, ""), EdenProcess.Run("checkpoint", "diff", safetensors, back));
    }

    [Fact]
    public void Convert_takes_the_names_of_parameters_from_a_file()
    {
        string groups = Path.Combine(_folder, "groups.json");
        string target = Path.Combine(_folder, "run.safetensors");
        File.WriteAllText(groups, """[["0.weight", "2.weight"], ["0.bias", "2.bias"]]""");

        Assert.Equal(0, EdenProcess.Run("checkpoint", "convert", Recorded("mlp-digits-sgd-plain-f64.pt"), target, "--groups", groups).ExitCode);
        EdenResult result = EdenProcess.Run("checkpoint", "inspect", target);

        Assert.Matches(@"(?m)^eden\.optimizer\.groups\.1\.parameters\.1\.name +2\.bias\r?$", result.Output);
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
}
