using System.Globalization;
using System.Text.RegularExpressions;

namespace Eden.Cli.Tests.Documentation;

/// <summary>Figures in the text of pages are those of the committed tables that they come from.</summary>
public sealed partial class FigureTests
{
    private const string Results = "bench/results/intel-xeon-processor/README.md";

    private static readonly Table Ladder = Table.Of(Results, "The ladder");
    private static readonly Table Widths = Table.Of(Results, "Lane widths");
    private static readonly Table Rules = Table.Of(Results, "Rules");

    [Fact]
    public void The_performance_page_tells_the_figures_of_the_committed_results()
    {
        const string OneThread = "Eden, one thread";
        const string AllThreads = "Eden, all threads";
        const string Cache = "32,768";
        const string Million = "1,000,000";
        const string Memory = "16,000,000";
        string Time(string row, string column) => Ladder.Cell(row, column).Split(' ')[0];
        string Share(string row, string column) => Bracket().Match(Ladder.Cell(row, column)).Groups[1].Value;
        string Ratio(string row, string column, string to, string toColumn) => Figure(Number(Time(row, column)) / Number(Time(to, toColumn)), "F1");
        string Shares(string column)
        {
            double[] shares = [.. Rules.Column(column).Select(cell => Number(Bracket().Match(cell).Groups[1].Value))];
            return $"{Figure(shares.Min(), "F2")} to {Figure(shares.Max(), "F2")}";
        }

        Table gain = Table.Of(Results, "The gain of all threads");
        Table clipping = Table.Of(Results, "Clipping by global norm");
        Table cached = Table.Of(Results, "In the second-level cache");
        Assert.Equal(clipping.Column("added, in sums")[0], clipping.Column("added, in sums")[1]);
        AssertTold(
            "docs/performance.md",
            $"{Time("naive loop", Cache)} ps per parameter at 32,768 parameters and {Time("naive loop", Memory)} at 16 million",
            $"({Time("TensorPrimitives, ten calls", Cache)} ps); at 16 million the ten passes over memory cost as much as the naive loop ({Time("TensorPrimitives, ten calls", Memory)} ps)",
            $"{Time("C++, vectorised by g++", Cache)} ps in cache, {Time("C++, vectorised by g++", Memory)} in memory",
            $"{Time("vectors by hand", Cache)} and {Time("vectors by hand", Memory)} ps",
            $"{Time(OneThread, Cache)} and {Time(OneThread, Memory)} ps",
            $"{Time(AllThreads, Memory)} ps against a roof of {Time("roof, all threads", Memory)}",
            $"a step reaches {Share(OneThread, Million)} of the roof on one thread and {Share(AllThreads, Million)} on all",
            $"{Share("C++, vectorised by g++", Million)} for the loop in C++ and {Share("vectors by hand", Million)} for the one by hand",
            $"a parameter takes {Ratio(OneThread, Memory, OneThread, Million)} times as long on one thread",
            $"take {Time(OneThread, "1,000")} ps each, {Figure(Number(Time(OneThread, "1,000")) / 1000, "F1")} µs for the step, against {Time("vectors by hand", "1,000")} by hand",
            $"the difference of {Figure((Number(Time(OneThread, "1,000")) - Number(Time("vectors by hand", "1,000"))) / 1000, "F1")} µs",
            $"Eden took {cached.Cell("vectors by hand", "Eden's time over it")} times as long as the loop by hand and {cached.Cell("roof", "Eden's time over it")} times as long as the roof",
            $"2,000 tensors of 64 take {Table.Of(Results, "Many small tensors").Cell("2,000 tensors of 64", "over one tensor")} times as long",
            $"two threads gained {gain.Cell("Eden", "gain")} and the roof {gain.Cell("roof", "gain")}",
            $"both gain {Ratio(OneThread, Memory, AllThreads, Memory)}",
            $"{Shares("one thread, ps per parameter")} of its roof on one thread",
            $"the same shares scatter from {Shares("all threads, ps per parameter")}",
            $"scalar, 128, 256 and 512 bits took {Widths.Cell("scalar", Cache)}, {Widths.Cell("128", Cache)}, {Widths.Cell("256", Cache)} and {Widths.Cell("512", Cache)} ps",
            $"scalar, at {Widths.Cell("scalar", Memory)} ps",
            $"added {clipping.Column("added, in sums")[0]} times what a plain float32 sum",
            $"used {Table.Of(Results, "Idle").Cell("after 200 steps on all threads", "of one core")} of one core");
        Assert.Equal(Ratio("roof, one thread", Memory, "roof, all threads", Memory), Ratio(OneThread, Memory, AllThreads, Memory));
    }

    [Fact]
    public void The_separability_on_the_claims_pages_is_that_of_the_sweep()
    {
        Table maps = Table.Of("docs/sweep.md", "What comes out on the digits");
        string[] figures = [.. ((string[])["`adam-l2`", "`adamw`", "`adamw-paper`"]).Select(map => maps.Cell(map, "separability").Split(' ')[0])];

        AssertTold("docs/claims.md", $"{figures[0]} for Adam + L2, {figures[1]} for AdamW in PyTorch's convention, {figures[2]} for AdamW in the paper's");
        AssertTold("docs/claims.zh-CN.md", [.. figures.Select(figure => $" {figure}")]);
    }

    [Fact]
    public void The_speed_of_a_training_is_the_same_on_both_pages()
    {
        Table trainings = Table.Of("docs/performance.md", "Training");

        AssertTold("docs/train.md", $"{trainings.Column("ratio")[0]} times the samples per second");
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void The_readme_tells_the_distances_that_compare_prints(string page)
    {
        string[] lines = EdenProcess.Run("compare").Output.ReplaceLineEndings("\n").Split('\n');
        string Apart(string verdict)
        {
            Match match = FreeRuns().Match(lines[Array.FindIndex(lines, line => line.EndsWith(verdict, StringComparison.Ordinal)) + 1]);
            return Figure(Number(match.Groups[1].Value), "0e-0");
        }

        AssertTold(page, Apart("Eden AdamW ≠ Eden Adam + L2 in optimizer"), Apart("Eden AdamW = paper AdamW"));
    }

    private static void AssertTold(string page, params string[] texts)
    {
        string prose = Blanks().Replace(Pages.Prose(page), " ");
        Assert.All(texts, text => Assert.Contains(text, prose, StringComparison.Ordinal));
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static string Figure(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>The first table below a heading; the first column names its rows.</summary>
    private sealed record Table(string[] Header, string[][] Rows)
    {
        public static Table Of(string page, string heading)
        {
            string[][] rows = [.. Pages.Prose(page).Split('\n').SkipWhile(line => line.TrimStart('#') != $" {heading}").SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|'))
                .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))];
            return new Table(rows[0], rows[2..]);
        }

        public string[] Column(string name) => [.. Rows.Select(row => row[Place(name)])];

        public string Cell(string row, string column) => Rows.Single(cells => cells[0] == row)[Place(column)];

        private int Place(string column) => Header.Index().Single(cell => cell.Item == column).Index;
    }

    [GeneratedRegex(@"\((.*)\)")]
    private static partial Regex Bracket();

    [GeneratedRegex("free runs up to (.*) apart")]
    private static partial Regex FreeRuns();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
