using Eden.Lab.Bench;
using Eden.Lab.Charts;
using Eden.Lab.Recordings;

namespace Eden.Lab.Report;

/// <summary>Draws the result of <see cref="StepBench"/>.</summary>
internal static class BenchSection
{
    public static void Write(PageWriter page, BenchResult result)
    {
        page.Facts(
            (page.In("processor"), $"{result.Processor}, {PageWriter.Whole(result.Processors)}"),
            ("PyTorch", result.PyTorch));
        StampFacts.Write(page, result.Stamp);
        page.Draw(Cost(result));
        page.Table(
            page.In("BenchSection.Table"),
            [
                page.In("model"), page.In("type"), page.In("threads"), page.In("parameters"), page.In("µs a step"),
                page.In("ps each"), "GB/s", page.In("of the roof"),
                .. result.PyTorch is null ? (string[])[] : [page.In("PyTorch takes"), page.In("with foreach")],
            ],
            result.Rows.Select(row => (IReadOnlyList<Cell>)
            [
                row.Name,
                row.Type.Name(),
                PageWriter.Whole(row.Threads),
                PageWriter.Whole(row.Parameters),
                PageWriter.Number(Math.Round(row.StepSeconds * 1e6, 1)),
                PageWriter.Number(Math.Round(row.PicosecondsPerParameter)),
                PageWriter.Number(Math.Round(row.GigabytesPerSecond, 1)),
                PageWriter.Number(Math.Round(row.ShareOfRoof, 2)),
                .. result.PyTorch is null ? (Cell[])[] : [Times(row.TorchSeconds, row), Times(row.TorchForeachSeconds, row)],
            ]));
    }

    private static string Times(double? seconds, BenchRow row) => seconds is double other ? $"{PageWriter.Number(Math.Round(other / row.StepSeconds, 1))} ×" : "";

    private static LinePlot Cost(BenchResult result) => new(new Chart
    {
        Title = Phrase.Of("AdamW against the roof of memory"),
        X = Phrase.Of("parameters, in one tensor of float32"),
        Y = Phrase.Of("picoseconds per parameter"),
        Description = Phrase.Of("BenchSection.Chart.Description"),
        LogX = true,
        LogY = true,
        Series =
        [
            .. from row in result.Rows
               where row is { Tensors: 1, Type: ElementType.Bits32 }
               group row by row.Threads into rows
               let sorted = rows.OrderBy(row => row.Parameters).ToArray()
               let parameters = sorted.Select(row => (double)row.Parameters).ToArray()
               from series in new[]
               {
                   new ChartSeries(Phrase.Of("Eden, {0}", Phrase.Counted(rows.Key, "thread"), rows.Key), parameters, [.. sorted.Select(row => row.PicosecondsPerParameter)]),
                   new ChartSeries(Phrase.Of("roof, {0}", Phrase.Counted(rows.Key, "thread"), rows.Key), parameters, [.. sorted.Select(row => row.RoofSeconds / row.Parameters * 1e12)]),
                   new ChartSeries(Phrase.Of("PyTorch, {0}", Phrase.Counted(rows.Key, "thread"), rows.Key), parameters, [.. sorted.Select(row => row.TorchSeconds / row.Parameters * 1e12 ?? double.NaN)]),
               }
               where series.Y.Any(double.IsFinite)
               select series,
        ],
    });
}
