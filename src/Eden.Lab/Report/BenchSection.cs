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
            (page.In("processor", "处理器"), $"{result.Processor}, {PageWriter.Whole(result.Processors)}"),
            (page.In("PyTorch", "PyTorch"), result.PyTorch));
        StampFacts.Write(page, result.Stamp);
        page.Draw(Cost(result));
        page.Table(
            page.In("Medians; the roof is the same traffic over memory without arithmetic", "中位数；上限指同样的内存读写、没有运算"),
            [
                page.In("model", "模型"), page.In("type", "类型"), page.In("threads", "线程"), page.In("parameters", "参数"), page.In("µs a step", "每步 µs"),
                page.In("ps each", "每参数 ps"), "GB/s", page.In("of the roof", "占上限"),
                .. result.PyTorch is null ? (string[])[] : [page.In("PyTorch takes", "PyTorch 耗时"), page.In("with foreach", "foreach 时")],
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
        Title = new("AdamW against the roof of memory", "AdamW 与内存上限"),
        X = new("parameters, in one tensor of float32", "参数个数（一个 float32 张量）"),
        Y = new("picoseconds per parameter", "每个参数的皮秒数"),
        Description = new("Level while the model fits a cache; a step up where it does not. Eden's line lies on the roof's where memory is all that counts.", "模型放得进缓存时水平，放不下时上升一级；只取决于内存时，Eden 的曲线与上限重合。"),
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
                   new ChartSeries(new Phrase($"Eden, {Phrase.Counted(rows.Key, "thread")}", $"Eden，{rows.Key} 线程"), parameters, [.. sorted.Select(row => row.PicosecondsPerParameter)]),
                   new ChartSeries(new Phrase($"roof, {Phrase.Counted(rows.Key, "thread")}", $"上限，{rows.Key} 线程"), parameters, [.. sorted.Select(row => row.RoofSeconds / row.Parameters * 1e12)]),
                   new ChartSeries(new Phrase($"PyTorch, {Phrase.Counted(rows.Key, "thread")}", $"PyTorch，{rows.Key} 线程"), parameters, [.. sorted.Select(row => row.TorchSeconds / row.Parameters * 1e12 ?? double.NaN)]),
               }
               where series.Y.Any(double.IsFinite)
               select series,
        ],
    });
}
