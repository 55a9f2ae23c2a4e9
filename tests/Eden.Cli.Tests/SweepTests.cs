using System.Text.Json;

namespace Eden.Cli.Tests;

public sealed class SweepTests : IDisposable
{
    private static readonly string[] Small = Sweep(epochs: 2, rates: 3, seeds: 2);

    private readonly string _folder = Directory.CreateTempSubdirectory("eden-sweep").FullName;

    private string FileName => Path.Combine(_folder, "runs.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Two_maps_stand_side_by_side_with_best_region_and_separability()
    {
        EdenResult result = EdenProcess.Run([.. Small, "--file", FileName]);
        Assert.Equal((0, $"eden: 24 runs to do, kept in {FileName}\n"), (result.ExitCode, result.Error));
        string[] lines = result.Output.ReplaceLineEndings("\n").Split('\n');
        Assert.Contains(lines, line => line.StartsWith("adam-l2 ", StringComparison.Ordinal) && line.EndsWith(" adamw", StringComparison.Ordinal));
        Assert.Equal(2, lines.Count(line => line.StartsWith("  best ", StringComparison.Ordinal)));
        Assert.Equal(2, lines.Count(line => line.StartsWith("  separability ", StringComparison.Ordinal) && line.EndsWith(']')));
        Assert.Contains("24 runs on digits; 0 diverged, 0 failed; ", result.Output, StringComparison.Ordinal);
        Assert.All(lines, line => Assert.True(line.Length <= 120 && !line.Contains('\u001b', StringComparison.Ordinal), line));
    }

    [Fact]
    public void It_says_which_part_chooses_the_best_points()
    {
        EdenResult byTest = EdenProcess.Run([.. Small, "--file", FileName]);
        Assert.StartsWith("test error in %", byTest.Output, StringComparison.Ordinal);
        Assert.Contains("The test set chooses the best points, so their errors look lower than on new data;", byTest.Output, StringComparison.Ordinal);

        EdenResult byValidation = EdenProcess.Run([.. Small, "--validation-share", "0.25", "--file", Path.Combine(_folder, "validated.jsonl")]);
        Assert.StartsWith("validation error in %", byValidation.Output, StringComparison.Ordinal);
        Assert.Contains("The validation set chooses the best points; the test set only measures them.", byValidation.Output, StringComparison.Ordinal);
        Assert.Contains("; its test error ", byValidation.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_again_it_reads_its_runs_and_shows_the_same()
    {
        string first = WithoutTime(EdenProcess.Run([.. Small, "--file", FileName]).Output);
        EdenResult again = EdenProcess.Run([.. Small, "--file", FileName, "--threads", "1"]);
        Assert.Equal($"eden: all 24 runs are already in {FileName}\n", again.Error);
        Assert.Contains("24 runs on digits, 24 of them before", again.Output, StringComparison.Ordinal);
        Assert.Equal(first, WithoutTime(again.Output));

        static string WithoutTime(string output) => output[..output.IndexOf("24 runs on", StringComparison.Ordinal)];
    }

    [Fact]
    public void Json_holds_the_maps_and_all_runs()
    {
        EdenResult result = EdenProcess.Run([.. Small, "--file", FileName, "--json", "-"]);
        Assert.Equal((0, $"eden: 24 runs to do, kept in {FileName}\n"), (result.ExitCode, result.Error));
        JsonElement root = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal("eden-sweep/1", root.GetProperty("format").GetString());
        Assert.Equal(24, root.GetProperty("runs").GetArrayLength());
        JsonElement map = root.GetProperty("maps")[1];
        Assert.Equal("adamw", map.GetProperty("name").GetString());
        Assert.Equal(6, map.GetProperty("cells").GetArrayLength());
        Assert.Equal(map.GetProperty("cells")[5].GetProperty("testError").GetDouble(), map.GetProperty("picture").GetProperty("errors")[2][1].GetDouble());
        Assert.Equal(2, map.GetProperty("separability").GetProperty("perSeed").GetArrayLength());
    }

    [Fact]
    public void Killed_in_the_middle_and_started_again_it_ends_with_the_same_records_as_one_left_alone()
    {
        string[] sweep = Sweep(epochs: 40, rates: 8, seeds: 6);
        string whole = Path.Combine(_folder, "whole.jsonl");
        JsonElement expected = Runs(EdenProcess.Run([.. sweep, "--file", whole, "--json", "-"]));
        Assert.Equal(192, expected.GetArrayLength());

        // Killed twice, each time with some runs done and some to do.
        foreach (double share in new[] { 0.2, 0.4 })
        {
            using EdenProcess process = EdenProcess.Start([.. sweep, "--file", FileName]);
            WaitForLength((long)(share * new FileInfo(whole).Length));
            process.Kill();
        }

        Assert.True(File.ReadLines(FileName).Count() < 193);
        EdenResult rest = EdenProcess.Run([.. sweep, "--file", FileName, "--json", "-"]);
        Assert.Matches($"^eden: \\d+ of 192 runs are already in {FileName}\n$", rest.Error);
        Assert.Equal(expected.GetRawText(), Runs(rest).GetRawText());
        Assert.Equal(File.ReadLines(whole).Order(StringComparer.Ordinal), File.ReadLines(FileName).Order(StringComparer.Ordinal));

        static JsonElement Runs(EdenResult result) => JsonDocument.Parse(result.Output).RootElement.GetProperty("runs");
    }

    [Fact]
    public void Stopped_by_Ctrl_C_it_says_what_is_done_and_ends_with_130()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The test sends SIGINT.");
        using EdenProcess process = EdenProcess.Start([.. Sweep(epochs: 1000, rates: 3, seeds: 50), "--file", FileName]);
        WaitForLength(3000);
        process.Interrupt();
        EdenResult result = process.WaitForEnd();
        Assert.Equal(130, result.ExitCode);
        Assert.Matches($"^eden: 600 runs to do, kept in {FileName}\neden: stopped after \\d+ of 600 runs, which are in {FileName}; the same command resumes\n$", result.Error);
        Assert.EndsWith("}\n", File.ReadAllText(FileName), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_file_each_sweep_has_one_of_its_own()
    {
        EdenResult result = EdenProcess.RunShell($"cd '{_folder}' && $EDEN {string.Join(' ', Small)} >/dev/null && $EDEN {string.Join(' ', Small)} --seed 1 >/dev/null && ls");
        Assert.Equal(2, result.Output.TrimEnd().Split('\n').Length);
        Assert.Matches("^(eden-sweep-[0-9a-f]{8}\\.jsonl\n){2}$", result.Output);
    }

    [Fact]
    public void Points_at_random_have_a_map_of_cells()
    {
        EdenResult result = EdenProcess.Run([.. Small, "--file", FileName, "--random", "9", "--random-seed", "5"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("36 runs on digits", result.Output, StringComparison.Ordinal);
        Assert.Contains(" of 9 points", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("separability", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--optimizers adamx", "--optimizers is 'adamx' (did you mean adamw, adam or adamax?); it must be adamw, ")]
    [InlineData("--optimizers adamw,adamw", "a sweep needs at least one optimizer, and each only once")]
    [InlineData("--optimizers lion-l2", "lion has no l2; 'lion-l2' cannot be swept")]
    [InlineData("--lr 1e-3..1e-1:x", "--lr is '1e-3..1e-1:x'; it must be from..to:count with 0 < from < to")]
    [InlineData("--lr 1..1e-1:3", "--lr goes from 1 to 0.1; it must go up")]
    [InlineData("--preset article", "--preset is 'article'; it must be digits or paper")]
    [InlineData("--lr 0", "--lr is 0; it must be above 0 and at most 1e9")]
    [InlineData("--weight-decay 0..1:3", "--weight-decay goes from 0 to 1; it must go up, from a number above 0")]
    [InlineData("--random-seed 3", "--random-seed needs --random")]
    [InlineData("--optimizers adamw --l2 1e-3..1e-1:2", "--l2 is for optimizers like adam-l2, and --optimizers adamw has none")]
    [InlineData("--paper-decay 1e-3..1e-1:2", "--paper-decay is for optimizers like adamw-paper, and --optimizers adam-l2,adamw has none")]
    [InlineData("--momentum 0.9", "adam has no momentum")]
    [InlineData("--data . --split-seed 3", "'.' is not split: it has a test set, and there is no --validation-share; remove --split-seed")]
    [InlineData("--file no/such/file", "cannot write 'no/such/file': there is no directory")]
    [InlineData("--file /", "cannot write '/': it is a directory; give the name of a file")]
    public void A_mistake_is_one_line(string options, string message)
    {
        EdenProcess.Run(["sweep", .. options.Split(' ')]).AssertRefused(message);
    }

    [Fact]
    public void The_file_of_another_sweep_is_not_touched()
    {
        File.WriteAllText(FileName, "{}\n");
        EdenProcess.Run([.. Small, "--file", FileName]).AssertRefused(FileName, "is not of this sweep");
        Assert.Equal("{}\n", File.ReadAllText(FileName));
    }

    private static string[] Sweep(int epochs, int rates, int seeds) =>
        ["sweep", "--model", "logistic", "--epochs", $"{epochs}", "--lr", $"1e-3..1e-1:{rates}", "--l2", "1e-3..1e-1:2", "--weight-decay", "1e-2..1:2", "--seeds", $"{seeds}"];

    /// <summary>Waits until a running sweep has written so many bytes.</summary>
    private void WaitForLength(long length) =>
        Assert.True(SpinWait.SpinUntil(() => new FileInfo(FileName) is { Exists: true } file && file.Length > length, TimeSpan.FromMinutes(1)));
}
