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
        table.AddColumn("");
        table.AddColumn("recording");
        table.AddColumn("run");
        table.AddColumn(new TableColumn("of allowed") { Alignment = Justify.Right });
        table.AddColumn("largest");
        table.AddColumn("at");
        table.AddColumn(new TableColumn("state") { Alignment = Justify.Right });
        table.AddColumn("free run");
        table.AddColumn("Eden");
        table.AddColumn("PyTorch");
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
        console.MarkupLine("a run on its own values, not judged. Eden, PyTorch: how far the float32 runs are from the exact answer.");
        console.WriteLine();
    }

    private static void DrawFailures(IAnsiConsole console, VerificationResult result)
    {
        foreach (Difference difference in result.Differences.Where(difference => difference.Beyond > 0))
        {
            console.MarkupLine(Markup.Escape($"{Printable.Of(result.Source, int.MaxValue)}: {difference.Beyond} of {difference.Count} {difference.Kind} differ by more than is allowed"));
            console.MarkupLine(Markup.Escape($"  first    {Describe(difference.First!)}"));
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
        return $"{report.Results.Count + report.Errors.Count} recordings: {string.Join(", ", parts)}{origin}";
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "[green]pass[/]",
        Verdict.Fail => "[red]FAIL[/]",
        _ => "[yellow]unsupported[/]",
    };

    private static string Number(double? value) => value is double number ? number.ToString("0.#e+00", CultureInfo.InvariantCulture) : Nothing;

    private static string Percent(double share) => double.IsInfinity(share) ? "infinitely" : (100 * share).ToString(share < 100 ? "0.0" : "0.#e+00", CultureInfo.InvariantCulture) + " %";
}
