using System.Globalization;
using Eden.Lab.Recordings;
using Eden.Lab.Verification;
using Spectre.Console;

namespace Eden.Cli;

/// <summary>Draws what <c>eden verify</c> found: a line per recording, what failed, and a summary.</summary>
internal static class VerifyTable
{
    private const string Nothing = "-";

    /// <summary>Wide enough in a pipe that no line is broken; in a terminal the window's width.</summary>
    public static int Width => Console.IsOutputRedirected ? 1000 : Math.Max(80, Console.WindowWidth);

    public static void Draw(IAnsiConsole console, VerificationReport report)
    {
        console.Write(CreateTable(report));
        Explain(console, report);
        foreach (VerificationResult result in report.Results)
        {
            DrawFailures(console, result);
        }

        console.MarkupLine(Summarize(report));
    }

    private static Table CreateTable(VerificationReport report)
    {
        Table table = new() { Border = TableBorder.None };
        Padding gap = new(0, 0, 2, 0);
        table.AddColumn(new TableColumn("") { Padding = gap });
        table.AddColumn(new TableColumn("recording") { Padding = gap });
        table.AddColumn(new TableColumn("run") { Padding = gap });
        table.AddColumn(new TableColumn("of allowed") { Padding = gap, Alignment = Justify.Right });
        table.AddColumn(new TableColumn("largest") { Padding = gap });
        table.AddColumn(new TableColumn("at") { Padding = gap });
        table.AddColumn(new TableColumn("state") { Padding = gap, Alignment = Justify.Right });
        table.AddColumn(new TableColumn("free run") { Padding = gap });
        table.AddColumn(new TableColumn("Eden error") { Padding = gap });
        table.AddColumn(new TableColumn("PyTorch error") { Padding = gap });
        foreach (VerificationResult result in report.Results)
        {
            table.AddRow([.. Cells(result).Select(cell => new Markup(cell))]);
        }

        return table;
    }

    private static IEnumerable<string> Cells(VerificationResult result)
    {
        yield return Word(result.Verdict);
        yield return Markup.Escape(Printable.Of(result.Source, int.MaxValue));
        if (result.Verdict == Verdict.Unsupported)
        {
            yield return Markup.Escape(result.Reason!);
            yield break;
        }

        Deviation? largest = result.Differences[0].Largest;
        yield return Markup.Escape($"{result.Optimizer} {result.ElementType!.Value.Name()} x{result.Steps}");
        yield return Percent(result.Differences[0].Share);
        yield return Number(largest?.Absolute ?? 0);
        yield return Markup.Escape(largest?.Place ?? Nothing);
        yield return result.Differences.Count > 1 ? Percent(result.Differences.Skip(1).Max(difference => difference.Share)) : Nothing;
        yield return Number(result.FreeRun?.Largest);
        yield return Number(result.EdenFromExact?.Largest);
        yield return Number(result.PyTorchFromExact?.Largest);
    }

    private static void Explain(IAnsiConsole console, VerificationReport report)
    {
        console.WriteLine();
        console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"of allowed, largest, at: the largest difference, each step from equal values; allowed are {report.ToleranceUnits} units (docs/verify.md)."));
        console.MarkupLine("state: the same of the moments after the last step, or of gradients and losses. free run: the distance of");
        console.MarkupLine("a run on its own values, not judged. error: of the float32 runs, against the exact answer.");
        console.WriteLine();
    }

    private static void DrawFailures(IAnsiConsole console, VerificationResult result)
    {
        foreach (Difference difference in result.Differences.Where(difference => difference.Beyond > 0))
        {
            console.MarkupLine(Markup.Escape($"{Printable.Of(result.Source, int.MaxValue)}: {difference.Beyond} of {difference.Count} {difference.Kind} differ by more than is allowed"));
            if (difference.First != difference.Largest)
            {
                console.MarkupLine(Markup.Escape($"  first    {Describe(difference.First!)}"));
            }

            console.MarkupLine(Markup.Escape($"  largest  {Describe(difference.Largest!)}"));
        }
    }

    private static string Describe(Deviation deviation) => string.Create(
        CultureInfo.InvariantCulture,
        $"{deviation.Place}: recorded {deviation.Recorded:R}, Eden {deviation.Computed:R}, {Number(deviation.Absolute)} apart, {Percent(deviation.Share)} of what is allowed");

    private static string Summarize(VerificationReport report)
    {
        List<string> parts = [];
        foreach (Verdict verdict in Enum.GetValues<Verdict>())
        {
            if (report.Count(verdict) is int count and > 0)
            {
                parts.Add($"{count} {Word(verdict)}");
            }
        }

        if (report.Errors.Count > 0)
        {
            parts.Add($"{report.Errors.Count} [red]unreadable[/]");
        }

        string origin = report.PyTorch is null ? "" : Markup.Escape($"; recorded from PyTorch {report.PyTorch} with seed {report.Seed}");
        int total = report.Results.Count + report.Errors.Count;
        return $"{total} {(total == 1 ? "recording" : "recordings")}: {string.Join(", ", parts)}{origin}.";
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "[green]pass[/]",
        Verdict.Fail => "[red]FAIL[/]",
        _ => "[yellow]unsupported[/]",
    };

    private static string Number(double? value) => value is double number ? number.ToString(number == 0 ? "0" : "0.0e+00", CultureInfo.InvariantCulture) : Nothing;

    private static string Percent(double share) => double.IsInfinity(share) ? "infinitely" : (100 * share).ToString(share < 100 ? "0.0" : "0.#e+00", CultureInfo.InvariantCulture) + " %";
}
