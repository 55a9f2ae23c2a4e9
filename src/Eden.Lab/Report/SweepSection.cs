using System.Globalization;
using Eden.Lab.Sweeps;

namespace Eden.Lab.Report;

/// <summary>Draws the result of <see cref="Sweeper"/>.</summary>
internal static class SweepSection
{
    /// <summary>Errors above so many times the best are all drawn alike: what matters is the shape of the basin.</summary>
    private const double Ceiling = 2;

    public static void Write(PageWriter page, SweepResult result)
    {
        page.Facts(
            (page.In("data", "数据"), result.DataName),
            (page.In("runs", "运行"), page.In($"{result.Runs.Count}, {Phrase.Counted(result.Config.Seeds, "seed")}", $"{result.Runs.Count}，{result.Config.Seeds} 个种子")),
            (page.In("epochs", "轮次"), PageWriter.Whole(result.Config.Training.Epochs)),
            (page.In("batch", "批量"), PageWriter.Whole(result.Config.Training.Batch)));
        StampFacts.Write(page, result.Stamp);
        page.Html($"<p>{page.In(SweepWords.Choice(result.Config))}</p>");
        bool validates = result.Config.Validates;
        page.Table(
            page.In("The maps", "各图"),
            [
                page.In("optimizer", "优化器"), .. validates ? (string[])[page.In("best validation error", "最低验证错误率")] : [], validates ? page.In("its test error", "该点测试错误率") : page.In("best test error", "最低测试错误率"), page.In("at learning rate", "学习率"), page.In("and decay", "衰减"),
                page.In("as good, points", "同样好的点"), page.In("separability", "可分性"), page.In("95 % interval", "95 % 区间"), page.In("diverged", "发散"), page.In("failed", "失败"),
            ],
            result.Maps.Select(map => (IReadOnlyList<Cell>)
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
        page.Draw(Plots(result));
    }

    private static IEnumerable<IPlot> Plots(SweepResult result)
    {
        double[] errors = [.. result.Maps.SelectMany(map => map.Picture.Errors).SelectMany(row => row).OfType<double>().Where(double.IsFinite).DefaultIfEmpty(0)];
        Phrase error = SweepWords.Error(result.Config);
        return result.Maps.Select(map => new HeatPlot(
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
