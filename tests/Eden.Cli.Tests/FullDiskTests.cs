using System.Text.Json;

namespace Eden.Cli.Tests;

/// <summary>An output that cannot be written loses nothing else, leaves no temporary file, and is named as the user did. A limit on the
/// size of files stands in for a full disk.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const string TooLarge = "it is larger than the system allows";

    private readonly string _folder = Directory.CreateTempSubdirectory("eden-full").FullName;

    public FullDiskTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The limit is one of Unix.");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private IEnumerable<string?> Files => Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    [Fact]
    public void A_log_that_cannot_be_written_does_not_end_the_training()
    {
        EdenResult result = Run(16, "train --epochs 100 --model logistic --json run.jsonl");

        AssertLogRefused(result);
        Assert.InRange(File.ReadLines(Path.Combine(_folder, "run.jsonl")).Count(), 10, 99);
    }

    [Fact]
    public void A_checkpoint_is_saved_all_the_same_and_completes_the_log_later()
    {
        EdenResult result = Run(40, "train --epochs 100 --model logistic --checkpoint run.safetensors --json run.jsonl");

        AssertLogRefused(result);
        Assert.Equal(["run.jsonl", "run.safetensors"], Files);
        Assert.Equal(100, File.ReadLines(Path.Combine(_folder, "run.jsonl")).Count());

        Assert.Equal(0, Run(null, "train --resume run.safetensors --json run.jsonl").ExitCode);
        Assert.Equal(101, File.ReadLines(Path.Combine(_folder, "run.jsonl")).Count());
    }

    [Theory]
    [InlineData("train --epochs 2 --html page.html --json run.jsonl", "finished 2 epochs", "page.html", "run.jsonl")]
    [InlineData("compare --html page.html --json result.json", "All 7 verdicts", "page.html", "result.json")]
    [InlineData("compare --epochs 60 --json result.json", "verdicts are as expected", "result.json")]
    [InlineData("claims --claim 6 --html page.html --json result.json", "", "page.html", "result.json")]
    [InlineData("train --epochs 1 --model 512 --checkpoint big.safetensors --json run.jsonl", "finished 1 epoch", "big.safetensors", "run.jsonl")]
    public void An_output_that_cannot_be_written_leaves_the_others_and_no_temporary_file(string arguments, string output, string refused, params string[] written)
    {
        EdenResult result = Run(48, arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(output, result.Output, StringComparison.Ordinal);
        Assert.Matches($"^eden: (cannot write '{refused}'|{refused}: cannot be written): {TooLarge}\n$", result.Error);
        Assert.Equal(written, Files);
    }

    [Fact]
    public void A_report_that_cannot_be_written_leaves_the_old_page()
    {
        Assert.Equal(0, Run(null, "compare --json result.json").ExitCode);
        File.WriteAllText(Path.Combine(_folder, "page.html"), "old");

        Run(48, "report result.json --html page.html").AssertRefused($"cannot write 'page.html': {TooLarge}");

        Assert.Equal("old", File.ReadAllText(Path.Combine(_folder, "page.html")));
        Assert.Equal(["page.html", "result.json"], Files);
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_leaves_the_old_one()
    {
        Assert.Equal(0, Run(null, "train --epochs 1 --model 512 --checkpoint big.safetensors").ExitCode);
        File.WriteAllText(Path.Combine(_folder, "big.pt"), "old");

        Run(48, "checkpoint convert big.safetensors big.pt").AssertRefused($"big.pt: cannot be written: {TooLarge}");

        Assert.Equal("old", File.ReadAllText(Path.Combine(_folder, "big.pt")));
        Assert.Equal(["big.pt", "big.safetensors"], Files);
    }

    [Fact]
    public void A_sweep_whose_file_cannot_be_written_goes_on()
    {
        const string Sweep = "sweep --optimizers adamw --lr 1e-3..1e-1:8 --weight-decay 1e-3..1e-1:3 --epochs 1 --seeds 1 --file runs.jsonl";

        EdenResult result = Run(4, Sweep);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"eden: cannot write 'runs.jsonl': {TooLarge}; the sweep continues and tries again\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("24 runs on digits", result.Output, StringComparison.Ordinal);
        Assert.Contains("not all runs are in runs.jsonl", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("}\n", File.ReadAllText(Path.Combine(_folder, "runs.jsonl")), StringComparison.Ordinal);

        EdenResult again = Run(null, Sweep);
        Assert.Equal(0, again.ExitCode);
        Assert.Contains(" of 24 runs are already in runs.jsonl", again.Error, StringComparison.Ordinal);
        Assert.Equal(25, File.ReadLines(Path.Combine(_folder, "runs.jsonl")).Count());
    }

    [Theory]
    [InlineData("compare --json /dev/full", "cannot write '/dev/full': No space left on device")]
    [InlineData("compare --html /dev/full", "cannot write '/dev/full': No space left on device")]
    [InlineData("train --epochs 1 --json /dev/full", "cannot write '/dev/full': No space left on device; the training continues without it")]
    public void A_full_device_is_one_line(string arguments, string message)
    {
        EdenResult result = Run(null, arguments);
        Assert.Equal((2, $"eden: {message}\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public void A_device_is_never_replaced()
    {
        Run(null, "train --epochs 1 --checkpoint /dev/null").AssertRefused("cannot write '/dev/null': it is a device or a pipe; give the name of a file");
        Assert.Equal(0, Run(null, "compare --json /dev/null --html /dev/null").ExitCode);
        Assert.Equal(0, EdenProcess.RunShell($"cd {_folder} && mkfifo pipe && (cat pipe > read.json & $EDEN compare --json pipe && wait)").ExitCode);
        Assert.Equal(["pipe", "read.json"], Files);
        Assert.EndsWith("}\n", File.ReadAllText(Path.Combine(_folder, "read.json")), StringComparison.Ordinal);
    }

    private void AssertLogRefused(EdenResult result)
    {
        Assert.Equal((2, $"eden: cannot write 'run.jsonl': {TooLarge}; the training continues without it\n"), (result.ExitCode, result.Error));
        Assert.Contains("finished 100 epochs", result.Output, StringComparison.Ordinal);
        Assert.All(File.ReadLines(Path.Combine(_folder, "run.jsonl")), line => Assert.Equal("eden-train-epoch/1", JsonDocument.Parse(line).RootElement.GetProperty("format").GetString()));
    }

    // The runtime itself writes files larger than the limit for what it compiles, unless told not to.
    private EdenResult Run(int? kibibytes, string line) =>
        EdenProcess.RunShell($"cd {_folder} && {(kibibytes is null ? "" : $"ulimit -f {kibibytes} && trap '' XFSZ && export DOTNET_EnableWriteXorExecute=0 && ")}$EDEN {line}");
}
