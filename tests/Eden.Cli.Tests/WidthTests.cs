using System.Globalization;
using System.Text.RegularExpressions;
using Eden.Cli.Output;
using Eden.Testing;

namespace Eden.Cli.Tests;

/// <summary>Every verb in windows of several widths, which <c>COLUMNS</c> sets.</summary>
public sealed partial class WidthTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eden-width").FullName;

    public static TheoryData<int, string> Cases
    {
        get
        {
            string[] commands =
            [
                "--help", "compare --help", "verify --help", "train --help", "sweep --help", "claims --help", "bench --help", "checkpoint --help", "checkpoint convert --help", "report --help",
                "train --epochs 3",
                "compare --epochs 2",
                "compare --epochs 1 --seed 1 --in-features 10",
                "claims --claim 1", "claims --claim 2 --seeds 2 --lang zh", "claims --claim 3",
                "sweep --lr 1e-3..1e-1:2 --l2 1e-6..1e-2:9 --weight-decay 1e-3..1:9 --seeds 1 --epochs 1 --file FOLDER/s.jsonl",
            ];
            TheoryData<int, string> cases = [];
            foreach (int width in (int[])[40, 60, 80, 100, 200])
            {
                foreach (string command in commands)
                {
                    cases.Add(width, command);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void No_line_is_wider_than_the_window(int width, string command) => AssertFits(Run(width, command), width);

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(200)]
    public void Checkpoints_and_recordings_fit_too(int width)
    {
        File.Copy(Repository.PathTo("tests", "golden", "trace-sgd-plain-f32.json"), Path.Combine(_folder, "t.json"));
        _ = Run(100, "train --epochs 1 --checkpoint FOLDER/a.safetensors");
        _ = Run(100, "train --epochs 2 --checkpoint FOLDER/b.safetensors");

        AssertFits(Run(width, "checkpoint inspect FOLDER/a.safetensors"), width);
        AssertFits(Run(width, "checkpoint diff FOLDER/a.safetensors FOLDER/b.safetensors"), width);
        AssertFits(Run(width, "checkpoint convert FOLDER/a.safetensors FOLDER/a.pt"), width);
        AssertFits(Run(width, "verify FOLDER/t.json"), width);
    }

    [Theory]
    [InlineData(100, "epoch  training loss  test loss  test accuracy  weight norm  learning rate ×")]
    [InlineData(80, "epoch  training loss  test loss  test accuracy  weight norm  learning rate ×")]
    [InlineData(60, "          training                 test     weight  learning|epoch         loss  test loss  accuracy       norm    rate ×")]
    [InlineData(40, "2 columns hidden; use a wider window, a|pipe or --json|           training                 test|epoch          loss  test loss  accuracy")]
    public void The_table_of_a_training_has_narrower_headers_and_then_fewer_columns(int width, string head) =>
        Assert.StartsWith(head.Replace('|', '\n'), Run(width, "train --epochs 1"), StringComparison.Ordinal);

    [Fact]
    public void Maps_stand_side_by_side_or_one_under_the_other()
    {
        const string Sweep = "sweep --lr 1e-2 --l2 1e-6..1e-2:8 --weight-decay 1e-3..1:8 --seeds 1 --epochs 1 --file FOLDER/s.jsonl";

        Assert.Matches("(?m)^adam-l2 +adamw$", Run(100, Sweep));
        Assert.Matches("(?s)\nadam-l2\n1e-2 .*\nadamw\n1e-2 ", Run(80, Sweep));
    }

    [Fact]
    public void Weights_stand_to_the_right_of_a_name_or_below_it()
    {
        Assert.Contains("\n  Eden Adam                     0.1798889  tensor([[-0.2435189, -0.2331810,  0.2640227]])\n", Run(100, "compare --epochs 1"), StringComparison.Ordinal);
        Assert.Contains("\n  Eden Adam                     0.1798889  -0.2435189, -0.2331810,  0.2640227\n", Run(80, "compare --epochs 1"), StringComparison.Ordinal);
        Assert.Contains("\n  Eden Adam\n     0.1798889  -0.2435189, -0.2331810,  0.2640227\n", Run(60, "compare --epochs 1"), StringComparison.Ordinal);
        Assert.Contains("\n  Eden Adam\n     0.1798889  -0.2435189, … 2 more\n", Run(40, "compare --epochs 1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("wide")]
    public void COLUMNS_that_is_no_width_leaves_a_pipe_at_100(string columns)
    {
        EdenResult result = EdenProcess.Run(["compare", "--help"], new Dictionary<string, string> { ["COLUMNS"] = columns });

        Assert.Equal(EdenProcess.Run("compare", "--help").Output, result.Output);
        AssertFits(result.Output, 100);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Commands to copy, paths and words may be wider; nothing else.</summary>
    private static void AssertFits(string output, int width) => Assert.All(
        output.ReplaceLineEndings("\n").Split('\n'),
        line => Assert.True(TextWidth.Of(line) <= width || Command().IsMatch(line) || !line.Trim().Contains(' ', StringComparison.Ordinal), line));

    [GeneratedRegex("^ *(mpirun .*)?eden ")]
    private static partial Regex Command();

    private string Run(int width, string command)
    {
        EdenResult result = EdenProcess.Run(
            command.Replace("FOLDER", _folder, StringComparison.Ordinal).Split(' '),
            new Dictionary<string, string> { ["COLUMNS"] = width.ToString(CultureInfo.InvariantCulture) });
        Assert.InRange(result.ExitCode, 0, 1);
        return result.Output.ReplaceLineEndings("\n");
    }
}
