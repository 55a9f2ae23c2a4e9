using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Eden.Testing;

namespace Eden.Cli.Tests;

public sealed class VerifyTests : IDisposable
{
    private static readonly string Adam = Golden("trace-adam-defaults-f32.json");
    private static readonly string AdamW = Golden("trace-adamw-defaults-f32.json");

    private readonly string _folder = Directory.CreateTempSubdirectory("eden-verify").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_recording_of_each_format_passes_with_a_line_for_each_and_a_summary()
    {
        string[] files = [AdamW, Golden("experiment-float64-5.json"), Golden("mlp-digits-adamw-f64.json")];

        EdenResult result = EdenProcess.Run(["verify", .. files]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.All(files, file => Assert.Matches($"(?m)^pass  {Regex.Escape(file)} ", result.Output));
        Assert.Contains("AdamW float32, 20 steps", result.Output, StringComparison.Ordinal);
        Assert.EndsWith($"3 recordings: 3 pass{Environment.NewLine}", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_golden_recording_passes_strictly()
    {
        string[] files = [.. Directory.GetFiles(Repository.PathTo("tests", "golden"), "*.json").Where(file => Path.GetFileName(file) != "bits.json")];

        EdenResult result = EdenProcess.Run(["verify", "--strict", .. files]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.EndsWith($"{files.Length} recordings: {files.Length} pass{Environment.NewLine}", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"lr-schedules\.json +17 schedules, 60 steps ", result.Output);
        Assert.Matches(@"lr-plateau\.json +schedule, 60 steps ", result.Output);
    }

    [Fact]
    public void A_rate_that_differs_fails_and_an_argument_that_is_wrong_is_refused_at_its_place()
    {
        JsonNode plateau = JsonNode.Parse(File.ReadAllText(Golden("lr-plateau.json")))!;
        plateau["lr_after"]![40] = 0.1;
        EdenResult failed = EdenProcess.Run("verify", Write("differs.json", plateau.ToJsonString()));
        Assert.Equal((1, ""), (failed.ExitCode, failed.Error));
        Assert.Contains("1 of 60 rates differ by more than allowed", failed.Output, StringComparison.Ordinal);
        Assert.Contains("lr_after[40]: recorded 0.1, Eden 0.0", failed.Output, StringComparison.Ordinal);

        plateau["args"]!["factor"] = 1;
        EdenProcess.Run("verify", Write("wrong.json", plateau.ToJsonString())).AssertRefused("wrong.json: args (ReduceLROnPlateau): factor is 1; it must be at least 0 and less than 1");
    }

    [Fact]
    public void A_scheduler_that_Eden_does_not_have_is_unsupported_and_fails_only_when_strict()
    {
        JsonNode schedules = JsonNode.Parse(File.ReadAllText(Golden("lr-schedules.json")))!;
        schedules["schedules"]![2]!["type"] = "HalvingLR";
        string file = Write("halving.json", schedules.ToJsonString());

        EdenResult lenient = EdenProcess.Run("verify", file);

        Assert.Matches($@"(?m)^unsupported  {Regex.Escape(file)} +schedules\[2\] \(HalvingLR\): Eden has no schedule for this type", lenient.Output);
        Assert.Equal((0, 1), (lenient.ExitCode, EdenProcess.Run("verify", "--strict", file).ExitCode));
    }

    [Fact]
    public void A_line_tells_share_difference_place_state_and_distances()
    {
        string line = EdenProcess.Run("verify", AdamW).Output.Split('\n')[1];

        Assert.Matches(@" \d+\.\d %  \d\.\de-\d\d  steps\[\d+\]\.params\.\w+\[\d+\] +\d\.\d %( +\d\.\de-\d\d){3}\r?$", line);
    }

    [Fact]
    public void Piped_lines_are_neither_coloured_nor_broken_even_where_TERM_is_set()
    {
        string deep = Path.Combine(_folder, string.Join(Path.DirectorySeparatorChar, Enumerable.Repeat("a-long-name-of-a-folder", 8)));
        Directory.CreateDirectory(deep);
        string file = Path.Combine(deep, "trace.json");
        File.Copy(AdamW, file);

        EdenResult result = EdenProcess.Run(["verify", file], new Dictionary<string, string> { ["TERM"] = "xterm-256color" });

        Assert.DoesNotContain('\u001b', result.Output);
        Assert.Contains($"pass  {file}  AdamW float32", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_have_points_under_a_culture_with_commas()
    {
        EdenResult german = EdenProcess.Run(["verify", AdamW], new Dictionary<string, string> { ["LANG"] = "de_DE.UTF-8", ["LC_ALL"] = "de_DE.UTF-8" });

        Assert.Equal(EdenProcess.Run("verify", AdamW), german);
    }

    [Fact]
    public void A_changed_value_fails_and_is_shown_with_its_place_and_both_numbers()
    {
        string file = WriteTampered("tampered.json");

        EdenResult result = EdenProcess.Run("verify", Adam, file);

        Assert.Equal((1, ""), (result.ExitCode, result.Error));
        Assert.Contains($"{file}: 2 of 560 parameters differ by more than allowed", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"steps\[3\]\.params\.weight\[4\]: recorded -0\.4244\d+, Eden -0\.4244\d+, 1\.4e-05 apart, \d+\.\d % of the allowed difference", result.Output);
        Assert.Contains("2 recordings: 1 pass, 1 FAIL", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wider_tolerance_lets_a_changed_value_pass_and_a_narrower_one_lets_a_true_one_fail()
    {
        string file = WriteTampered("tampered.json");

        Assert.Equal(0, EdenProcess.Run("verify", "--tolerance", "1000", file).ExitCode);
        Assert.Equal(1, EdenProcess.Run("verify", "--tolerance", "0.01", AdamW).ExitCode);
    }

    [Fact]
    public void An_optimizer_that_Eden_does_not_have_is_unsupported_and_fails_only_when_strict()
    {
        string file = WriteLion("lion.json");

        EdenResult lenient = EdenProcess.Run("verify", file, AdamW);
        EdenResult strict = EdenProcess.Run("verify", "--strict", file, AdamW);

        Assert.Matches($"(?m)^unsupported  {Regex.Escape(file)} +Eden has no Lion", lenient.Output);
        Assert.Contains("2 recordings: 1 pass, 1 unsupported", lenient.Output, StringComparison.Ordinal);
        Assert.Equal((0, 1), (lenient.ExitCode, strict.ExitCode));
        Assert.Equal(0, EdenProcess.Run("verify", "--strict", AdamW).ExitCode);
    }

    [Fact]
    public void All_files_are_run_and_exit_code_2_beats_1_beats_0()
    {
        string failing = WriteTampered("tampered.json");
        string broken = Write("broken.json", "{\"format\":");
        string missing = Path.Combine(_folder, "missing.json");

        EdenResult result = EdenProcess.Run("verify", missing, failing, broken, AdamW);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("4 recordings: 1 pass, 1 FAIL, 2 errors", result.Output, StringComparison.Ordinal);
        string[] errors = result.Error.TrimEnd().Split('\n');
        Assert.Equal(2, errors.Length);
        Assert.Equal($"eden: {missing}: there is no such file", errors[0].TrimEnd());
        Assert.StartsWith($"eden: {broken}: the JSON is cut off at line 1, byte 11", errors[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty or not a regular file")]
    [InlineData("not JSON", "not valid JSON at line 1, byte 2")]
    [InlineData("[1, 2]", "expected an object, found an array")]
    [InlineData("{\"format\": \"optimizer-trace/1\"}", "dtype: missing")]
    [InlineData("{\"format\": \"tensor-dump/9\"}", "format: 'tensor-dump/9' is not known")]
    public void A_file_that_is_no_recording_is_refused(string content, string reason)
    {
        string file = Write("bad.json", content);

        EdenProcess.Run("verify", file).AssertRefused($"{file}: ", reason);
    }

    [Fact]
    public void A_truncated_recording_is_refused()
    {
        string whole = File.ReadAllText(AdamW);

        EdenProcess.Run("verify", Write("half.json", whole[..(whole.Length / 2)])).AssertRefused("half.json: the JSON is cut off at line ");
    }

    [Fact]
    public void A_recording_of_the_wrong_shape_is_refused_at_its_place()
    {
        JsonNode trace = JsonNode.Parse(File.ReadAllText(AdamW))!;
        trace["steps"]![2]!["params"]!["bias"]!.AsArray().RemoveAt(0);

        EdenProcess.Run("verify", Write("short.json", trace.ToJsonString())).AssertRefused("short.json: steps[2].params.bias: expected 7 numbers, found 6");
    }

    [Fact]
    public void An_option_that_the_optimizer_does_not_have_is_refused_by_name()
    {
        JsonNode trace = JsonNode.Parse(File.ReadAllText(AdamW))!;
        trace["groups"]![0]!["options"]!["nesterov"] = true;

        EdenProcess.Run("verify", Write("odd.json", trace.ToJsonString())).AssertRefused("odd.json: groups[0].options.nesterov: Eden's AdamW has no such option");
    }

    [Fact]
    public void A_directory_is_refused() => EdenProcess.Run("verify", _folder).AssertRefused($"{_folder}: is a directory; name the files in it");

    [Fact]
    public void A_file_over_512_MB_is_refused_unread_unless_max_size_allows_it()
    {
        string file = Path.Combine(_folder, "large.json");
        using (FileStream stream = File.Create(file))
        {
            stream.SetLength(513_000_000);
        }

        EdenProcess.Run("verify", file).AssertRefused("has 513000000 bytes, more than the 512000000 that are allowed; --max-size allows more");
        EdenProcess.Run("verify", "--max-size", "2G", file).AssertRefused("not valid JSON at line 1, byte 1");
        EdenProcess.Run("verify", "--max-size", "1k", AdamW).AssertRefused("more than the 1000 that are allowed");
    }

    [Theory]
    [InlineData("no recordings given; name files, or use --torch")]
    [InlineData("--tolerance is '0'; it must be a number above 0", "--tolerance", "0", "x")]
    [InlineData("--tolerance is 'NaN'; it must be a number above 0", "--tolerance", "NaN", "x")]
    [InlineData("--tolerance is 'inf'; it must be a number above 0", "--tolerance", "inf", "x")]
    [InlineData("--tolerance is '1,5'; it must be a number above 0", "--tolerance", "1,5", "x")]
    [InlineData("--max-size is '0'; it must be a whole number above 0, optionally followed by K, M or G", "--max-size", "0", "x")]
    [InlineData("--max-size is '5T'; it must be", "--max-size", "5T", "x")]
    [InlineData("--max-size is '99999999999G'; it must be", "--max-size", "99999999999G", "x")]
    [InlineData("--max-size is ''; it must be", "--max-size", "", "x")]
    [InlineData("--cases needs --torch", "--cases", "3", "x")]
    [InlineData("--seed needs --torch", "--seed", "3", "x")]
    [InlineData("--python needs --torch", "--python", "python3", "x")]
    [InlineData("--cases is '0'; it must be a whole number", "--torch", "--cases", "0")]
    [InlineData("--seed is '-1'; it must be a whole number", "--torch", "--seed", "-1")]
    [InlineData("unknown option '--frobnicate'; see 'eden verify --help'; for a file of that name write ./--frobnicate", "--frobnicate")]
    public void Wrong_use_is_one_line_and_points_to_the_help(string mention, params string[] arguments) =>
        EdenProcess.Run(["verify", .. arguments]).AssertRefused(mention, "see 'eden verify --help'");

    [Fact]
    public void Json_on_standard_output_is_alone_there_and_has_everything()
    {
        EdenResult result = EdenProcess.Run("verify", "--json", "-", AdamW, WriteLion("lion.json"), Path.Combine(_folder, "missing.json"));

        Assert.Equal(2, result.ExitCode);
        JsonElement report = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal("eden-verification/1", report.GetProperty("format").GetString());
        Assert.Equal(8, report.GetProperty("toleranceUnits").GetDouble());
        JsonElement first = report.GetProperty("results")[0];
        Assert.Equal(AdamW, first.GetProperty("source").GetString());
        Assert.Equal("pass", first.GetProperty("verdict").GetString());
        Assert.Equal("float32", first.GetProperty("elementType").GetString());
        Assert.Equal("parameters", first.GetProperty("differences")[0].GetProperty("kind").GetString());
        Assert.Matches(@"^steps\[\d+\]\.params\.", first.GetProperty("differences")[0].GetProperty("largest").GetProperty("place").GetString());
        Assert.InRange(first.GetProperty("edenFromExact").GetProperty("largest").GetDouble(), 1e-12, first.GetProperty("pyTorchFromExact").GetProperty("largest").GetDouble());
        Assert.Equal("unsupported", report.GetProperty("results")[1].GetProperty("verdict").GetString());
        Assert.EndsWith("missing.json: there is no such file", report.GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_in_a_file_comes_beside_the_table()
    {
        string file = Path.Combine(_folder, "report.json");

        EdenResult result = EdenProcess.Run("verify", "--json", file, AdamW);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("1 recording: 1 pass", result.Output, StringComparison.Ordinal);
        Assert.Equal("pass", JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("results")[0].GetProperty("verdict").GetString());
    }

    [Fact]
    public void A_share_without_bound_is_text_in_json()
    {
        JsonNode trace = JsonNode.Parse(File.ReadAllText(AdamW))!;
        trace["final_state"]!["bias"]!["step"] = 19;

        EdenResult result = EdenProcess.Run("verify", "--json", "-", Write("steps.json", trace.ToJsonString()));

        Assert.Equal(1, result.ExitCode);
        JsonElement largest = JsonDocument.Parse(result.Output).RootElement.GetProperty("results")[0].GetProperty("differences")[1].GetProperty("largest");
        Assert.Equal("Infinity", largest.GetProperty("share").GetString());
        Assert.Equal("final_state.bias.step[0]", largest.GetProperty("place").GetString());
    }

    [Fact]
    public void Ctrl_C_ends_a_long_verification_with_130_and_without_a_trace()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The test sends SIGINT.");
        string[] many = [.. Enumerable.Repeat(Golden("trace-adamw-long-f64.json"), 2000)];
        string report = Path.Combine(_folder, "report.json");
        using EdenProcess process = EdenProcess.Start(["verify", "--json", report, .. many]);
        SpinWait.SpinUntil(() => Directory.EnumerateFiles(_folder).Any(), TimeSpan.FromSeconds(60));

        process.Interrupt();
        EdenResult result = process.WaitForEnd();

        Assert.Equal((130, ""), (result.ExitCode, result.Output));
        Assert.Matches("^eden: stopped after \\d+ of 2000 recordings; nothing was written\n$", result.Error);
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public void A_python_that_is_not_there_is_refused_and_the_files_are_still_run()
    {
        string python = Path.Combine(_folder, "no-python");

        EdenProcess.Run("verify", "--torch", "--python", python).AssertRefused(python);
        EdenResult result = EdenProcess.Run("verify", "--torch", "--python", python, AdamW);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("2 recordings: 1 pass, 1 error", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Fresh_traces_and_schedules_of_a_live_PyTorch_pass_and_the_seed_repeats_them()
    {
        SkipWithoutPyTorch();

        EdenResult first = EdenProcess.Run("verify", "--strict", "--torch", "--cases", "24", "--seed", "5", AdamW);
        EdenResult second = EdenProcess.Run("verify", "--strict", "--torch", "--cases", "24", "--seed", "5", AdamW);

        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.All(first.Progress, line => Assert.Matches("^progress: \\d+ of 29 recordings  .", line));
        Assert.Matches("29 recordings: 29 pass; recorded from PyTorch .+ with seed 5", first.Output);
        Assert.All(["Adam", "AdamW", "SGD", "NAdam", "RAdam", "Adamax", "Adagrad", "RMSprop", "SparseAdam", "Adadelta", "Rprop", "ASGD"], name => Assert.Contains($" {name} float64", first.Output, StringComparison.Ordinal));
        Assert.Matches("schedules of seed 5 +24 schedules, 60 steps", first.Output);
        Assert.Contains("plateau 2 of seed 5", first.Output, StringComparison.Ordinal);
        Assert.Equal(first.Output, second.Output);
    }

    private static void SkipWithoutPyTorch()
    {
        EdenResult result = EdenProcess.Run("verify", "--torch", "--cases", "1");
        Assert.SkipWhen(result.ExitCode == 2, result.Error.Trim());
    }

    private static string Golden(string name) => Repository.PathTo("tests", "golden", name);

    /// <summary>A recording in which one value after one step is changed by 1e-5 of itself plus 1e-5.</summary>
    private string WriteTampered(string name)
    {
        JsonNode trace = JsonNode.Parse(File.ReadAllText(AdamW))!;
        JsonArray values = trace["steps"]![3]!["params"]!["weight"]!.AsArray();
        double value = values[4]!.GetValue<double>();
        values[4] = value + (1e-5 * Math.Abs(value)) + 1e-5;
        return Write(name, trace.ToJsonString());
    }

    /// <summary>A recording of an optimizer that Eden does not have.</summary>
    private string WriteLion(string name)
    {
        JsonNode trace = JsonNode.Parse(File.ReadAllText(AdamW))!;
        trace["optimizer"] = "Lion";
        return Write(name, trace.ToJsonString());
    }

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
