using System.Text.Json;

namespace Eden.Cli.Tests;

/// <summary>Standard streams that are closed, full, or read by nobody never end the work of a verb.</summary>
public sealed class StandardStreamsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eden-streams").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(2, "frobnicate")]
    [InlineData(2, "train --lr nan")]
    [InlineData(2, "train --frobnicate")]
    [InlineData(2, "verify no.json")]
    [InlineData(2, "report no.json --html page.html")]
    [InlineData(2, "checkpoint inspect no.pt")]
    [InlineData(0, "--version")]
    [InlineData(0, "--help")]
    [InlineData(0, "train --epochs 1")]
    [InlineData(0, "sweep --optimizers adamw --lr 0.01 --weight-decay 0.1 --seeds 1 --epochs 1")]
    [InlineData(0, "compare")]
    public void Standard_error_that_cannot_be_written_changes_nothing(int code, string arguments)
    {
        foreach (string redirection in new[] { "2>&-", "2>/dev/full" })
        {
            EdenResult result = Run($"{arguments} {redirection}");
            Assert.Equal((code, ""), (result.ExitCode, result.Error));
            Assert.Equal(code == 0, result.Output.Length > 0);
        }
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("--help")]
    [InlineData("checkpoint")]
    [InlineData("train --help")]
    [InlineData("train --epochs 1")]
    [InlineData("train --epochs 1 --json -")]
    [InlineData("compare")]
    [InlineData("compare --json -")]
    [InlineData("claims --claim 6")]
    [InlineData("checkpoint inspect run.safetensors")]
    [InlineData("checkpoint diff run.safetensors run.safetensors --json -")]
    [InlineData("checkpoint convert run.safetensors run.pt")]
    [InlineData("report run.jsonl --html page.html")]
    public void Standard_output_that_cannot_be_written_is_one_line_and_exit_code_2_in_every_verb(string arguments)
    {
        Assert.Equal(0, Run("train --epochs 1 --checkpoint run.safetensors --json run.jsonl").ExitCode);

        Run($"{arguments} >&-").AssertRefused("cannot write to standard output: it is closed");
        Run($"{arguments} >/dev/full").AssertRefused("cannot write to standard output: No space left on device\n");
    }

    [Theory]
    [InlineData(0, "--help")]
    [InlineData(0, "train --epochs 20 --json -")]
    [InlineData(0, "compare --json - --epochs 40")]
    [InlineData(2, "train --lr nan")]
    public void A_reader_that_goes_away_changes_nothing(int code, string arguments)
    {
        EdenResult result = EdenProcess.RunShell($"set -o pipefail; cd {_folder} && $EDEN {arguments} | head -c 1");

        Assert.Equal(code, result.ExitCode);
        Assert.Equal(code == 0 ? 1 : 0, result.Output.Length);
        Assert.Equal(code == 0, result.Error.Length == 0);
    }

    [Fact]
    public void Files_are_written_all_the_same()
    {
        EdenResult result = Run("train --epochs 2 --checkpoint run.safetensors --json run.jsonl --html page.html >/dev/full");

        result.AssertRefused("cannot write to standard output");
        Assert.Equal(3, File.ReadLines(Path.Combine(_folder, "run.jsonl")).Count());
        Assert.Equal(["page.html", "run.jsonl", "run.safetensors"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    // The first file that is opened would otherwise take the number of the closed stream, and the text for it.
    [Theory]
    [InlineData(">&-", 2)]
    [InlineData("2>&-", 0)]
    [InlineData(">&- 2>&-", 2)]
    [InlineData("<&-", 0)]
    [InlineData("<&- >&- 2>&-", 2)]
    public void No_file_takes_the_place_of_a_closed_stream(string redirection, int code)
    {
        Assert.Equal(code, Run($"train --epochs 2 --json run.jsonl {redirection}").ExitCode);

        string[] lines = File.ReadAllLines(Path.Combine(_folder, "run.jsonl"));
        Assert.Equal(["eden-train-epoch/1", "eden-train-epoch/1", "eden-train/1"], lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("format").GetString()));
    }

    private EdenResult Run(string line) => EdenProcess.RunShell($"cd {_folder} && $EDEN {line}");
}
