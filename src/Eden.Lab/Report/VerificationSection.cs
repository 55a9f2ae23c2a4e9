using System.Globalization;
using Eden.Lab.Charts;
using Eden.Lab.Recordings;
using Eden.Lab.Verification;

namespace Eden.Lab.Report;

/// <summary>Draws the result of a verification.</summary>
internal static class VerificationSection
{
    public static void Write(PageWriter page, VerificationReport report)
    {
        int failed = report.Count(Verdict.Fail);
        int passed = report.Count(Verdict.Pass);
        string outcome = page.In("VerificationSection.Outcome", passed, failed, report.Count(Verdict.Unsupported), report.Errors.Count);
        page.Html($"<p class=\"verdict {(failed + report.Errors.Count == 0 ? "good" : "bad")}\">{outcome}</p>");
        foreach (string error in report.Errors)
        {
            page.Html($"<p class=\"bad\">{error}</p>");
        }

        page.Facts(
            (page.In("allowed"), string.Create(CultureInfo.InvariantCulture, $"{report.ToleranceUnits} · ε · (|p| + D)")),
            ("PyTorch", report.PyTorch),
            (page.In("seed"), report.Seed?.ToString(CultureInfo.InvariantCulture)));
        StampFacts.Write(page, report.Stamp);

        VerificationResult[] judged = [.. report.Results.Where(result => result.Differences.Count > 0)];
        if (judged.Length > 0)
        {
            page.Draw(Shares(judged), Errors(judged));
        }

        WriteTable(page, report);
    }

    private static void WriteTable(PageWriter page, VerificationReport report) => page.Table(
        page.In("Recordings"),
        [
            page.In("recording"), "", page.In("run"), page.In("of allowed"), page.In("largest difference"), page.In("at"),
            page.In("free run apart by"), page.In("Eden's error"), page.In("PyTorch's error"),
        ],
        report.Results.Select(result => (IReadOnlyList<Cell>)
        [
            result.Source,
            result.Verdict switch
            {
                Verdict.Pass => new Cell(page.In("pass"), "good"),
                Verdict.Fail => new Cell(page.In("fail"), "bad"),
                _ => new Cell(page.In("unsupported"), "half"),
            },
            result.Reason is string reason ? new Cell(reason, "text") : $"{result.Optimizer} {result.ElementType?.Name()}, {PageWriter.Whole(result.Steps)}",
            PageWriter.Percent(result.Differences.Count > 0 ? result.Differences[0].Share : null),
            PageWriter.Number(result.Differences.Count > 0 ? result.Differences[0].Largest?.Absolute ?? 0 : null),
            result.Differences.Count > 0 ? result.Differences[0].Largest?.Place ?? "" : "",
            PageWriter.Number(result.FreeRun?.Largest),
            PageWriter.Number(result.EdenFromExact?.Largest),
            PageWriter.Number(result.PyTorchFromExact?.Largest),
        ]));

    private static LinePlot Shares(VerificationResult[] results) => new(new Chart
    {
        Title = Phrase.Of("VerificationSection.Differences"),
        X = Phrase.Of("recording, in the order of the table"),
        Y = Phrase.Of("share; up to 1 agrees"),
        Description = Phrase.Of("VerificationSection.Differences.Description"),
        IsDots = true,
        Limit = 1,
        LogY = true,
        Series =
        [
            new ChartSeries(Phrase.Of("parameters"), Numbers(results), [.. results.Select(result => Positive(result.Differences[0].Share))]),
            new ChartSeries(Phrase.Of("state"), Numbers(results), [.. results.Select(result => result.Differences.Skip(1).Select(difference => difference.Share).DefaultIfEmpty(double.NaN).Max()).Select(Positive)]),
        ],
    });

    private static LinePlot Errors(VerificationResult[] results) => new(new Chart
    {
        Title = Phrase.Of("VerificationSection.Errors"),
        X = Phrase.Of("recording, in the order of the table"),
        Y = Phrase.Of("root mean square error"),
        Description = Phrase.Of("VerificationSection.Errors.Description"),
        IsDots = true,
        LogY = true,
        Series =
        [
            new ChartSeries(Phrase.Same("Eden"), Numbers(results), [.. results.Select(result => Positive(result.EdenFromExact?.RootMeanSquare ?? 0))]),
            new ChartSeries(Phrase.Same("PyTorch"), Numbers(results), [.. results.Select(result => Positive(result.PyTorchFromExact?.RootMeanSquare ?? 0))]),
        ],
    });

    /// <summary>A logarithmic axis has no place for 0.</summary>
    private static double Positive(double value) => value > 0 ? value : double.NaN;

    private static double[] Numbers(VerificationResult[] results) => [.. Enumerable.Range(1, results.Length).Select(number => (double)number)];
}
