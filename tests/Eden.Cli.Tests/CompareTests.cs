using System.Globalization;
using System.Text.Json;
using Eden.Lab.Comparison;

namespace Eden.Cli.Tests;

public sealed class CompareTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eden-compare").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_options_the_recorded_experiment_is_shown_and_all_verdicts_hold()
    {
        EdenResult result = EdenProcess.Run("compare");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("tensor([[-0.3435189, -0.3331810,  0.1640227]])", result.Output, StringComparison.Ordinal);
        Assert.Contains("  PyTorch AdamW                 0.0870782  tensor([[-0.1538998, -0.0855279,  0.3615944]])", result.Output, StringComparison.Ordinal);
        Assert.All(ModelNames.All, name => Assert.Equal(5, result.Output.Split('\n').Count(line => line.StartsWith($"  {name}  ", StringComparison.Ordinal))));
        Assert.Contains("  differ  Eden AdamW ≠ Eden Adam + L2 in optimizer", result.Output, StringComparison.Ordinal);
        Assert.EndsWith($"All 7 verdicts are as expected.{Environment.NewLine}", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--in-features", "64")]
    [InlineData("--epochs", "40", "--seed", "3", "--lr", "1e9")]
    public void A_pipe_gets_plain_lines_of_at_most_100_columns(params string[] options)
    {
        EdenResult result = EdenProcess.Run(["compare", .. options], new Dictionary<string, string> { ["TERM"] = "xterm-256color", ["COLUMNS"] = "40" });

        Assert.DoesNotContain('\u001b', result.Output);
        Assert.All(result.Output.ReplaceLineEndings("\n").Split('\n'), line => Assert.True(line.Length <= 100 && line == line.TrimEnd(), line));
    }

    [Fact]
    public void Many_weights_and_epochs_are_cut_short_with_a_word_on_what_is_left_out()
    {
        EdenResult result = EdenProcess.Run("compare", "--in-features", "7", "--epochs", "30");

        Assert.Contains(", … 4 more]])", result.Output, StringComparison.Ordinal);
        Assert.Contains("… epochs 21 to 25: --json has them", result.Output, StringComparison.Ordinal);
        Assert.Contains("epoch 30\n", result.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("epoch 22\n", result.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_on_standard_output_is_alone_and_holds_what_the_screen_shows()
    {
        EdenResult json = EdenProcess.Run("compare", "--json", "-");
        string screen = EdenProcess.Run("compare").Output;

        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.Equal((0, ""), (json.ExitCode, json.Error));
        JsonElement root = document.RootElement;
        Assert.True(root.GetProperty("holds").GetBoolean());
        Assert.Equal("float32", root.GetProperty("config").GetProperty("elementType").GetString());
        Assert.Equal(ModelNames.All, root.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()!));
        foreach (JsonElement model in root.GetProperty("models").EnumerateArray())
        {
            foreach (JsonElement step in model.GetProperty("steps").EnumerateArray())
            {
                string weights = string.Join(", ", step.GetProperty("weight").EnumerateArray().Select(weight => weight.GetDouble().ToString("F7", CultureInfo.InvariantCulture).PadLeft(10)));
                Assert.Contains($"  {model.GetProperty("name").GetString()!.PadRight(29)}{step.GetProperty("loss").GetDouble().ToString("F7", CultureInfo.InvariantCulture),10}  tensor([[{weights}]])", screen, StringComparison.Ordinal);
            }
        }

        Assert.All(root.GetProperty("verdicts").EnumerateArray(), verdict => Assert.Contains(verdict.GetProperty("model").GetString()!, screen, StringComparison.Ordinal));
    }

    [Fact]
    public void A_json_file_replaces_what_was_there_and_leaves_nothing_else()
    {
        string file = Path.Combine(_folder, "result.json");
        File.WriteAllText(file, "old");

        EdenResult result = EdenProcess.Run("compare", "--json", file);

        Assert.Equal(EdenProcess.Run("compare").Output, result.Output);
        Assert.Equal(EdenProcess.Run("compare", "--json", "-").Output, File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Numbers_that_JSON_does_not_know_are_strings()
    {
        EdenResult result = EdenProcess.Run("compare", "--json", "-", "--batch", "5000", "--epochs", "60", "--lr", "1");

        using JsonDocument document = JsonDocument.Parse(result.Output);
        Assert.Contains("\"NaN\"", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void A_path_that_cannot_be_written_is_refused_before_the_run()
    {
        EdenProcess.Run("compare", "--json", Path.Combine(_folder, "missing", "result.json")).AssertRefused("cannot write", "missing");
        EdenProcess.Run("compare", "--json", _folder).AssertRefused("cannot write", "is a directory");
        EdenProcess.Run("compare", "--json", "").AssertRefused("--json");
    }

    [Fact]
    public void Numbers_have_points_under_a_culture_with_commas()
    {
        Dictionary<string, string> german = new() { ["LANG"] = "de_DE.UTF-8", ["LC_ALL"] = "de_DE.UTF-8" };

        Assert.Equal(EdenProcess.Run("compare"), EdenProcess.Run(["compare"], german));
        Assert.Equal(EdenProcess.Run("compare", "--lr", "0.5", "--json", "-"), EdenProcess.Run(["compare", "--lr", "0.5", "--json", "-"], german));
        EdenProcess.Run(["compare", "--lr", "0,5"], german).AssertRefused("--lr is '0,5'");
    }

    [Theory]
    [InlineData("--lr is '-1'; it must be a number from 0 to 1e9", "--lr", "-1")]
    [InlineData("--lr is 'NaN'", "--lr", "NaN")]
    [InlineData("--lr is 'Infinity'", "--lr", "Infinity")]
    [InlineData("--lr is '1e400'", "--lr", "1e400")]
    [InlineData("--lr is '0.1x'", "--lr", "0.1x")]
    [InlineData("--lr", "--lr")]
    [InlineData("--lr", "--lr", "1", "--lr", "2")]
    [InlineData("--weight-decay is '-0.01'", "--weight-decay=-0.01")]
    [InlineData("--eps is '-1e-8'", "--eps", "-1e-8")]
    [InlineData("--eps is 1E-60; in float32 it rounds to 0; give 0 or at least", "--eps", "1e-60")]
    [InlineData("--betas is '0.9,1'; it must be two numbers like 0.9,0.999, each at least 0 and less than 1", "--betas", "0.9,1")]
    [InlineData("--betas is '1,0.999'", "--betas", "1,0.999")]
    [InlineData("--betas is '0.9'", "--betas", "0.9")]
    [InlineData("--betas is 'NaN,0.999'", "--betas", "NaN,0.999")]
    [InlineData("--epochs is '0'; it must be a whole number from 1 to 2000000", "--epochs", "0")]
    [InlineData("--epochs is '1.5'", "--epochs", "1.5")]
    [InlineData("--epochs is '99999999999999999999'", "--epochs", "99999999999999999999")]
    [InlineData("2000000", "--epochs", "1000000")]
    [InlineData("--batch is '0'", "--batch", "0")]
    [InlineData("--in-features is '-3'", "--in-features", "-3")]
    [InlineData("--seed is '-1'", "--seed", "-1")]
    [InlineData("--seed is 'abc'", "--seed", "abc")]
    [InlineData("--dtype is 'float16' (did you mean float32 or float64?); it must be float32 or float64", "--dtype", "float16")]
    [InlineData("--python needs --torch", "--python", "python3")]
    [InlineData("'--lerning-rate'", "--lerning-rate", "0.1")]
    public void Bad_values_are_refused(string mention, params string[] options) =>
        EdenProcess.Run(["compare", .. options]).AssertRefused(mention);

    [Fact]
    public void Help_names_every_option_and_its_default()
    {
        string help = EdenProcess.Run("compare", "--help").Output;

        Assert.All(
            ["--epochs", "--lr", "--weight-decay", "--betas", "--eps", "--batch", "--in-features", "--seed", "--dtype", "--json", "--torch", "--python"],
            option => Assert.Contains($"  {option}", help, StringComparison.Ordinal));
        Assert.Contains("[default: 0.1]", help, StringComparison.Ordinal);
        Assert.Contains("Decay rates of the first and second moment [default: 0.9,0.999]\n", help.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.All(help.ReplaceLineEndings("\n").Split('\n'), line => Assert.True(line.Length <= 100, line));
    }

    [Fact]
    public void Another_experiment_leaves_the_recording_out_and_says_why()
    {
        EdenResult result = EdenProcess.Run("compare", "--lr", "0.05");

        Assert.Contains("the recording does not apply (lr is 0.05, recorded 0.1); --torch runs yours", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("PyTorch Adam ", result.Output, StringComparison.Ordinal);
        Assert.EndsWith($"All 5 verdicts are as expected.{Environment.NewLine}", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void Double_precision_has_a_recording_of_its_own()
    {
        EdenResult result = EdenProcess.Run("compare", "--dtype", "float64");

        Assert.EndsWith($"All 7 verdicts are as expected.{Environment.NewLine}", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void A_failed_verdict_is_exit_code_1()
    {
        ComparisonResult result = ArticleExperiment.Run(new ComparisonConfig(), cancellation: TestContext.Current.CancellationToken);
        PairVerdict failed = result.Verdicts[0] with { Found = Outcome.Differ };

        Assert.Equal(0, CompareCommand.ExitCodeOf(result));
        Assert.Equal(1, CompareCommand.ExitCodeOf(result with { Verdicts = [failed] }));
    }

    [Fact]
    public void A_lane_width_that_the_processor_does_not_have_is_refused() =>
        EdenProcess.Run(["compare"], new Dictionary<string, string> { ["EDEN_LANES"] = "77" }).AssertRefused("EDEN_LANES is '77'");

    [Fact]
    public void Every_lane_width_shows_the_same_numbers()
    {
        string[] outputs = [.. Lanes.Supported.Select(width => EdenProcess.Run(["compare"], new Dictionary<string, string> { ["EDEN_LANES"] = width }).Output.Replace($"lanes {width}", "", StringComparison.Ordinal))];

        Assert.All(outputs, output => Assert.Equal(outputs[0], output));
    }

    [Fact]
    public void Interrupted_it_ends_with_130_and_leaves_no_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals to send.");
        using EdenProcess process = EdenProcess.Start("compare", "--epochs", "300000", "--json", Path.Combine(_folder, "result.json"));
        Assert.True(SpinWait.SpinUntil(() => Directory.EnumerateFiles(_folder).Any(), TimeSpan.FromMinutes(1)));

        process.Interrupt();
        EdenResult result = process.WaitForEnd();

        Assert.Equal((130, ""), (result.ExitCode, result.Output));
        Assert.Matches("^eden: stopped after \\d+ of 300000 epochs; nothing was written\n$", result.Error);
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--json - --in-features 20000")]
    public void A_reader_that_leaves_early_is_no_fault(string options)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no shell with pipes to rely on.");

        EdenResult result = EdenProcess.RunShell($"\"$EDEN\" compare {options} | head -n 1; exit ${{PIPESTATUS[0]}}");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Single(result.Output.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Without_the_interpreter_the_live_run_is_refused() =>
        EdenProcess.Run("compare", "--torch", "--python", Path.Combine(_folder, "python")).AssertRefused("--python");

    [Fact]
    public void Without_PyTorch_the_live_run_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("A script cannot stand in for an interpreter.");
            return;
        }

        string python = Path.Combine(_folder, "python");
        File.WriteAllText(python, "#!/bin/sh\necho \"ModuleNotFoundError: No module named 'torch'\" >&2\nexit 1\n");
        File.SetUnixFileMode(python, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        EdenProcess.Run("compare", "--torch", "--python", python).AssertRefused("No module named 'torch'", "pip install torch");
    }

    [Theory]
    [InlineData]
    [InlineData("--seed", "11", "--epochs", "30", "--in-features", "5", "--batch", "4", "--lr", "0.02", "--weight-decay", "0.1", "--betas", "0.8,0.99", "--eps", "1e-6")]
    [InlineData("--seed", "12", "--epochs", "30", "--dtype", "float64")]
    public void A_live_PyTorch_agrees(params string[] options)
    {
        EdenResult result = EdenProcess.Run(["compare", "--torch", .. options]);
        Assert.SkipWhen(result.ExitCode == 2 && result.Error.Contains("No Python with PyTorch", StringComparison.Ordinal), $"PyTorch not found: {result.Error}");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains(", run live by ", result.Output, StringComparison.Ordinal);
        Assert.Contains("agree   Eden AdamW = PyTorch AdamW", result.Output, StringComparison.Ordinal);
        Assert.EndsWith($"All 7 verdicts are as expected.{Environment.NewLine}", result.Output, StringComparison.Ordinal);
    }
}
