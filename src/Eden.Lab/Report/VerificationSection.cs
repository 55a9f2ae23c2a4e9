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
        page.Facts(
            (page.In("allowed", "容许"), string.Create(CultureInfo.InvariantCulture, $"{report.ToleranceUnits} · ε · (|p| + D)")),
            (page.In("PyTorch", "PyTorch"), report.PyTorch),
            (page.In("seed", "种子"), report.Seed?.ToString(CultureInfo.InvariantCulture)));
        StampFacts.Write(page, report.Stamp);
        int failed = report.Count(Verdict.Fail);
        int passed = report.Count(Verdict.Pass);
        string outcome = page.In($"{passed} pass, {failed} fail, {report.Count(Verdict.Unsupported)} unsupported, {report.Errors.Count} unreadable", $"通过 {passed}，失败 {failed}，不支持 {report.Count(Verdict.Unsupported)}，不可读 {report.Errors.Count}");
        page.Html($"<p class=\"verdict {(failed + report.Errors.Count == 0 ? "good" : "bad")}\">{outcome}</p>");
        foreach (string error in report.Errors)
        {
            page.Html($"<p class=\"bad\">{error}</p>");
        }

        VerificationResult[] judged = [.. report.Results.Where(result => result.Differences.Count > 0)];
        if (judged.Length > 0)
        {
            page.Draw(Shares(judged), Errors(judged));
        }

        WriteTable(page, report);
    }

    private static void WriteTable(PageWriter page, VerificationReport report) => page.Table(
        page.In("Recordings", "录制"),
        [
            page.In("recording", "录制"), "", page.In("run", "运行"), page.In("of allowed", "占容许"), page.In("largest difference", "最大差别"), page.In("at", "位置"),
            page.In("free run apart by", "自由运行的距离"), page.In("Eden's error", "Eden 的误差"), page.In("PyTorch's error", "PyTorch 的误差"),
        ],
        report.Results.Select(result => (IReadOnlyList<Cell>)
        [
            result.Source,
            result.Verdict switch
            {
                Verdict.Pass => new Cell(page.In("pass", "通过"), "good"),
                Verdict.Fail => new Cell(page.In("fail", "失败"), "bad"),
                _ => new Cell(page.In("unsupported", "不支持"), "half"),
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
        Title = new("The largest difference, as a share of what is allowed", "最大差别占容许的比例"),
        X = new("recording, in the order of the table", "录制（按表中顺序）"),
        Y = new("share; up to 1 agrees", "比例；不超过 1 即一致"),
        Description = new("Every step starts from the recorded values. Above 1 fails.", "每一步从录制的值出发。大于 1 即失败。"),
        Series =
        [
            new ChartSeries(new Phrase("parameters", "参数"), Numbers(results), [.. results.Select(result => result.Differences[0].Share)]),
            new ChartSeries(new Phrase("state", "状态"), Numbers(results), [.. results.Select(result => result.Differences.Skip(1).Select(difference => difference.Share).DefaultIfEmpty(double.NaN).Max())]),
        ],
    });

    private static LinePlot Errors(VerificationResult[] results) => new(new Chart
    {
        Title = new("Error of float32 runs against the exact answer", "float32 运行与精确解的误差"),
        X = new("recording, in the order of the table", "录制（按表中顺序）"),
        Y = new("root mean square error", "均方根误差"),
        Description = new("Both go on from their own values; the exact answer is the paper's algorithm in double.", "两者都沿自己的值运行；精确解是双精度的论文算法。"),
        LogY = true,
        Series =
        [
            new ChartSeries(Phrase.Same("Eden"), Numbers(results), [.. results.Select(result => Positive(result.EdenFromExact))]),
            new ChartSeries(Phrase.Same("PyTorch"), Numbers(results), [.. results.Select(result => Positive(result.PyTorchFromExact))]),
        ],
    });

    private static double Positive(Distance? distance) => distance is { RootMeanSquare: > 0 } ? distance.RootMeanSquare : double.NaN;

    private static double[] Numbers(VerificationResult[] results) => [.. Enumerable.Range(1, results.Length).Select(number => (double)number)];
}
