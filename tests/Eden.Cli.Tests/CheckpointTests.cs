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
    public void TorchSharps_files_are_inspected_converted_and_compared()
    {
        string model = Repository.PathTo("tests", "golden-torchsharp", "model.dat"), optimizer = Repository.PathTo("tests", "golden-torchsharp", "adamw.dat");
        string groups = Path.Combine(_folder, "groups.json"), run = Path.Combine(_folder, "run.pt"), back = Path.Combine(_folder, "back.dat");
        File.WriteAllText(groups, """[["fc.weight", "fc.bias"]]""");
        EdenResult inspected = EdenProcess.Run("checkpoint", "inspect", optimizer);
        Assert.Equal((0, ""), (inspected.ExitCode, inspected.Error));
        Assert.Matches(@"(?m)^    exp_avg +F32 +\[2, 3\] +6 +10 +10\.62 ", inspected.Output);
        Assert.Matches(@"(?m)^param_groups\.0\.betas\.1 +0\.875\r?$", inspected.Output);
        Assert.Matches(@"(?m)^state\.1\.step +3\r?$", inspected.Output);
        Assert.Contains(": TorchSharp, 6 tensors, 24 elements, 96 bytes", inspected.Output, StringComparison.Ordinal);

        EdenResult converted = EdenProcess.Run("checkpoint", "convert", model, run, "--optimizer-file", optimizer, "--groups", groups);
        Assert.Equal((0, "", $"{run}: 13 tensors, 168 bytes{Environment.NewLine}"), (converted.ExitCode, converted.Error, converted.Output));
        Assert.Equal(0, EdenProcess.Run("checkpoint", "convert", run, back, "--part", "optimizer", "--optimizer", "AdamW").ExitCode);
        Assert.Equal(File.ReadAllBytes(optimizer), File.ReadAllBytes(back));
        EdenResult compared = EdenProcess.Run("checkpoint", "diff", optimizer, back);
        Assert.Equal((0, "equal: 6 tensors and all values" + Environment.NewLine), (compared.ExitCode, compared.Output));
        Assert.Equal(1, EdenProcess.Run("checkpoint", "diff", model, run, "--groups", groups, "--optimizer", "AdamW").ExitCode);
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
        Assert.Matches(@"(?m)^optimizer\.param_groups\.0\.weight_decay +0 → 0\.02\r?$", result.Output);
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
    [InlineData(".pt", "the record 'data/")]
    [InlineData(".safetensors", "eden.sha256: the tensors have the SHA-256 ")]
    public void Damage_is_shown_by_inspect_and_diff_and_refused_by_convert(string extension, string damage)
    {
        string sound = Path.Combine(_folder, $"sound{extension}");
        string damaged = Path.Combine(_folder, $"damaged{extension}");
        string target = Path.Combine(_folder, "target.safetensors");
        Assert.Equal(0, EdenProcess.Run("checkpoint", "convert", NAdam, Path.Combine(_folder, "a.safetensors")).ExitCode);
        Assert.Equal(0, EdenProcess.Run("checkpoint", "convert", Path.Combine(_folder, "a.safetensors"), sound).ExitCode);
        using (Checkpoint checkpoint = extension == ".pt" ? PyTorchFile.Open(sound) : SafetensorsFile.Open(sound))
        {
            CheckpointTensor tensor = checkpoint.Tensors[0];
            byte[] bytes = new byte[tensor.ByteLength];
            tensor.CopyTo(0, bytes);
            byte[] file = File.ReadAllBytes(sound);
            file[file.AsSpan().IndexOf(bytes) + 3] ^= 1;
            File.WriteAllBytes(damaged, file);
        }

        EdenResult inspected = EdenProcess.Run("checkpoint", "inspect", damaged);
        Assert.Equal((1, ""), (inspected.ExitCode, inspected.Error));
        Assert.Contains($"damaged: {damaged}: {damage}", inspected.Output, StringComparison.Ordinal);
        Assert.EndsWith($"the check sums hold{Environment.NewLine}", EdenProcess.Run("checkpoint", "inspect", sound).Output, StringComparison.Ordinal);
        JsonNode json = JsonNode.Parse(EdenProcess.Run("checkpoint", "inspect", damaged, "--json", "-").Output)!;
        Assert.False((bool)json["isSound"]!);
        Assert.StartsWith($"{damaged}: {damage}", (string)json["damage"]!, StringComparison.Ordinal);
        EdenResult differing = EdenProcess.Run("checkpoint", "diff", sound, damaged);
        Assert.Equal((1, ""), (differing.ExitCode, differing.Error));
        Assert.Contains("different: 1 of ", differing.Output, StringComparison.Ordinal);
        EdenResult same = EdenProcess.Run("checkpoint", "diff", damaged, damaged);
        Assert.Equal((1, ""), (same.ExitCode, same.Error));
        Assert.StartsWith($"damaged: {damaged}: {damage}", same.Output, StringComparison.Ordinal);
        EdenProcess.Run("checkpoint", "convert", damaged, target).AssertRefused(damage);
        Assert.False(File.Exists(target));
    }

    [Fact]
    public void Integers_are_shown_with_all_their_digits()
    {
        string[] files = [Path.Combine(_folder, "one.safetensors"), Path.Combine(_folder, "two.safetensors")];
        byte[] header = """{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"""u8.ToArray();
        for (int i = 0; i < 2; i++)
        {
            File.WriteAllBytes(files[i], [.. BitConverter.GetBytes((long)header.Length), .. header, .. BitConverter.GetBytes((1L << 62) + ((long)i << 60) + i)]);
        }

        Assert.Matches(@"(?m)^a +I64 +\[1\] +1 +4611686018427387904 +4611686018427387904 ", EdenProcess.Run("checkpoint", "inspect", files[0]).Output);
        Assert.Equal(5764607523034234881UL, (ulong)JsonNode.Parse(EdenProcess.Run("checkpoint", "inspect", files[1], "--json", "-").Output)!["tensors"]![0]!["maximum"]!);
        EdenResult difference = EdenProcess.Run("checkpoint", "diff", files[0], files[1]);
        Assert.Equal(1, difference.ExitCode);
        Assert.Matches(@"(?m)^a +1 +1152921504606846977 ", difference.Output);
    }

    [Fact]
    public void A_file_of_image_classification_is_converted_and_what_stands_beside_the_model_is_named()
    {
        string target = Path.Combine(_folder, "a.safetensors");
        EdenResult result = EdenProcess.Run("checkpoint", "convert", Recorded("image-classification.pt"), target);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.EndsWith($"not of the model or its optimizer: best_acc1{Environment.NewLine}", result.Output, StringComparison.Ordinal);
        EdenResult inspected = EdenProcess.Run("checkpoint", "inspect", Recorded("image-classification.pt"));
        Assert.Matches(@"(?m)^best_acc1 +F32 +\[\] +1 +71.5 ", inspected.Output);
        Assert.Equal(0, EdenProcess.Run("checkpoint", "convert", target, Path.Combine(_folder, "back.pt")).ExitCode);
        Assert.Equal(0, EdenProcess.Run("checkpoint", "diff", target, Path.Combine(_folder, "back.pt")).ExitCode);
    }

    [Fact]
    public void A_file_without_check_sums_can_be_inspected_and_converted()
    {
        string foreign = Path.Combine(_folder, "foreign.safetensors");
        byte[] header = """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} """u8.ToArray();
        File.WriteAllBytes(foreign, [.. BitConverter.GetBytes((long)header.Length), .. header, 0, 0, 128, 63]);

        EdenResult result = EdenProcess.Run("checkpoint", "inspect", foreign);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.EndsWith($"the file has no check sums{Environment.NewLine}", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, EdenProcess.Run("checkpoint", "convert", foreign, Path.Combine(_folder, "target.pt")).ExitCode);
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
