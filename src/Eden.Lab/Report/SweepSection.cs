using System.Globalization;
using Eden.Lab.Sweeps;

namespace Eden.Lab.Report;

/// <summary>Draws the result of <see cref="Sweeper"/>.</summary>
internal static class SweepSection
{
    /// <summary>Errors above so many times the best are all drawn alike: what matters is the shape of the basin.</summary>
    private const double Ceiling = 2;

    public static Phrase Title { get; } = new("Learning rate and decay, mapped", "学习率与衰减的地图");

    public static void Write(PageWriter page, SweepResult result)
    {
        WriteFacts(page, result.Config, result.DataName, result.Runs.Count);
        StampFacts.Write(page, result.Stamp);
        page.Warnings(result.Warnings);
        WriteMaps(page, result.Config, result.Maps);
    }

    /// <summary>Draws the runs of a sweep that has no result yet.</summary>
    public static void Write(PageWriter page, UnfinishedSweep sweep)
    {
        WriteFacts(page, sweep.Config, sweep.DataName, sweep.Runs.Count);
        WriteMaps(page, sweep.Config, sweep.Maps);
    }

    private static void WriteFacts(PageWriter page, SweepConfig config, string dataName, int runs) => page.Facts(
        (page.In("data", "数据"), dataName),
        (page.In("runs", "运行"), page.In($"{runs}, {Phrase.Counted(config.Seeds, "seed")}", $"{runs}，{config.Seeds} 个种子")),
        (page.In("epochs", "轮次"), PageWriter.Whole(config.Training.Epochs)),
        (page.In("batch", "批量"), PageWriter.Whole(config.Training.Batch)));

    private static void WriteMaps(PageWriter page, SweepConfig config, IReadOnlyList<SweepMap> maps)
    {
        page.Html($"<p>{page.In(SweepWords.Choice(config))}</p>");
        bool validates = config.Validates;
        page.Table(
            page.In("The maps", "各图"),
            [
                page.In("optimizer", "优化器"), .. validates ? (string[])[page.In("best validation error", "最低验证错误率")] : [], validates ? page.In("its test error", "该点测试错误率") : page.In("best test error", "最低测试错误率"), page.In("at learning rate", "学习率"), page.In("and decay", "衰减"),
                page.In("as good, points", "同样好的点"), page.In("separability", "可分性"), page.In("95 % interval", "95 % 区间"), page.In("diverged", "发散"), page.In("failed", "失败"),
            ],
            maps.Select(map => (IReadOnlyList<Cell>)
            [
                map.Name,
                .. validates ? (Cell[])[PageWriter.Percent(map.Best?.ValidationError)] : [],
                PageWriter.Percent(map.Best?.TestError),
                PageWriter.Number(map.Best?.LearningRate),
                PageWriter.Number(map.Best?.Decay),
                map.Best is BestRegion best ? page.In($"{best.Points} of {map.Cells.Count}", $"{best.Points} / {map.Cells.Count}") : "",
                Fixed(map.Separability?.Value),
                map.Separability is { Low: double low, High: double high } ? $"{Fixed(low)} … {Fixed(high)}" : "",
                PageWriter.Whole(map.Cells.Sum(cell => cell.Diverged)),
                PageWriter.Whole(map.Cells.Sum(cell => cell.Failed)),
            ]));
        page.Draw(Plots(config, maps));
    }

    private static IEnumerable<IPlot> Plots(SweepConfig config, IReadOnlyList<SweepMap> maps)
    {
        double[] errors = [.. maps.SelectMany(map => map.Picture.Errors).SelectMany(row => row).OfType<double>().Where(double.IsFinite).DefaultIfEmpty(0)];
        Phrase error = SweepWords.Error(config);
        return maps.Select(map => new HeatPlot(
            new Phrase($"{char.ToUpperInvariant(error.English[0])}{error.English[1..]}, {map.Name}", $"{error.Chinese}，{map.Name}"),
            new Phrase("Brighter is better; the maps share a scale, on which all beyond twice the best is alike. Where the bright region lies slanted, learning rate and decay cannot be tuned apart.", "越亮越好；各图共用一个色标，超过最好值两倍的都一样。亮区倾斜时，学习率与衰减不能分开调。"),
            new Phrase("decay λ", "衰减 λ"),
            new Phrase("learning rate", "学习率"),
            [.. map.Picture.Decays.Select(Label)],
            [.. map.Picture.LearningRates.Select(Label)],
            map.Picture.Errors,
            errors.Min(),
            Math.Min(Ceiling * errors.Min(), errors.Max())));
    }

    private static string Label(double value) => value.ToString("0.##e+0", CultureInfo.InvariantCulture);

    private static string Fixed(double? value) => value is double number ? number.ToString("F3", CultureInfo.InvariantCulture) : "";
}
