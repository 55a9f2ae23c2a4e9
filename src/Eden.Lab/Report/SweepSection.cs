using System.Globalization;
using Eden.Lab.Sweeps;

namespace Eden.Lab.Report;

/// <summary>Draws the result of <see cref="Sweeper"/>.</summary>
internal static class SweepSection
{
    private static readonly Phrase Decay = new("decay λ", "衰减 λ");
    private static readonly Phrase Rate = new("learning rate", "学习率");

    public static void Write(PageWriter page, SweepResult result)
    {
        page.Facts(
            (page.In("data", "数据"), result.DataName),
            (page.In("runs", "运行"), page.In($"{result.Runs.Count}, {result.Config.Seeds} seeds", $"{result.Runs.Count}，{result.Config.Seeds} 个种子")),
            (page.In("epochs", "轮次"), PageWriter.Whole(result.Config.Training.Epochs)),
            (page.In("batch", "批量"), PageWriter.Whole(result.Config.Training.Batch)));
        StampFacts.Write(page, result.Stamp);
        page.Table(
            page.In("The maps", "各图"),
            [
                page.In("optimizer", "优化器"), page.In("best error", "最低错误率"), page.In("at learning rate", "学习率"), page.In("and decay", "衰减"),
                page.In("as good, points", "同样好的点"), page.In("separability", "可分性"), page.In("95 % interval", "95 % 区间"), page.In("diverged", "发散"), page.In("failed", "失败"),
            ],
            result.Maps.Select(map => (IReadOnlyList<Cell>)
            [
                map.Name,
                PageWriter.Percent(map.Best?.TestError),
                PageWriter.Number(map.Best?.LearningRate),
                PageWriter.Number(map.Best?.Decay),
                map.Best is BestRegion best ? page.In($"{best.Points} of {map.Cells.Count}", $"{best.Points} / {map.Cells.Count}") : "",
                Fixed(map.Separability?.Value),
                map.Separability is { Low: double low, High: double high } ? $"{Fixed(low)} … {Fixed(high)}" : "",
                PageWriter.Whole(map.Cells.Sum(cell => cell.Diverged)),
                PageWriter.Whole(map.Cells.Sum(cell => cell.Failed)),
            ]));
        page.Draw(Plots(result));
    }

    private static IEnumerable<IPlot> Plots(SweepResult result)
    {
        double[] errors = [.. result.Maps.SelectMany(map => map.Cells).Select(cell => cell.TestError).Where(double.IsFinite).DefaultIfEmpty(0)];
        foreach (SweepMap map in result.Maps)
        {
            Phrase title = new($"Test error, {map.Name}", $"测试错误率，{map.Name}");
            yield return map.LearningRates.Count > 0
                ? new HeatPlot(
                    title,
                    new Phrase("Brighter is better; the maps share a scale. Where the bright region lies slanted, learning rate and decay cannot be tuned apart.", "越亮越好；各图共用一个色标。亮区倾斜时，学习率与衰减不能分开调。"),
                    Decay,
                    Rate,
                    [.. map.Decays.Select(Label)],
                    [.. map.LearningRates.Select(Label)],
                    [.. map.LearningRates.Select((_, row) => map.Cells.Skip(row * map.Decays.Count).Take(map.Decays.Count).Select(cell => (double?)cell.TestError).ToArray())],
                    errors.Min(),
                    errors.Max())
                : Points(map, title);
        }
    }

    /// <summary>Points that were drawn at random, against each of their coordinates.</summary>
    private static LinePlot Points(SweepMap map, Phrase title)
    {
        SweepCell[] sorted = [.. map.Cells.OrderBy(cell => cell.LearningRate)];
        return new(new Chart
        {
            Title = title,
            X = Rate,
            Y = new("test error", "测试错误率"),
            Description = new("One point for each pair that was drawn.", "每个抽到的点一个。"),
            LogX = true,
            Series = [new ChartSeries(Phrase.Same(map.Name), [.. sorted.Select(cell => cell.LearningRate)], [.. sorted.Select(cell => cell.TestError)])],
        });
    }

    private static string Label(double value) => value.ToString("0.##e+0", CultureInfo.InvariantCulture);

    private static string Fixed(double? value) => value is double number ? number.ToString("F3", CultureInfo.InvariantCulture) : "";
}
