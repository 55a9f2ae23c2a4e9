using System.Globalization;
using Eden.Lab.Sweeps;

namespace Eden.Lab.Report;

/// <summary>Draws the result of <see cref="Sweeper"/>.</summary>
internal static class SweepSection
{
    /// <summary>Errors above so many times the best are all drawn alike: what matters is the shape of the basin.</summary>
    private const double Ceiling = 2;

    public static Phrase Title { get; } = Phrase.Of("Learning rate and decay, mapped");

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
        (page.In("data"), dataName),
        (page.In("runs"), page.In("SweepSection.Runs", runs, Phrase.Counted(config.Seeds, "seed"), config.Seeds)),
        (page.In("epochs"), PageWriter.Whole(config.Training.Epochs)),
        (page.In("batch"), PageWriter.Whole(config.Training.Batch)));

    private static void WriteMaps(PageWriter page, SweepConfig config, IReadOnlyList<SweepMap> maps)
    {
        page.Html($"<p>{page.In(SweepWords.Choice(config))}</p>");
        bool validates = config.Validates;
        page.Table(
            page.In("The maps"),
            [
                page.In("optimizer"), .. validates ? (string[])[page.In("best validation error")] : [], validates ? page.In("its test error") : page.In("best test error"), page.In("at learning rate"), page.In("and decay"),
                page.In("as good, points"), page.In("separability"), page.In("95 % interval"), page.In("diverged"), page.In("failed"),
            ],
            maps.Select(map => (IReadOnlyList<Cell>)
            [
                map.Name,
                .. validates ? (Cell[])[PageWriter.Percent(map.Best?.ValidationError)] : [],
                PageWriter.Percent(map.Best?.TestError),
                PageWriter.Number(map.Best?.LearningRate),
                PageWriter.Number(map.Best?.Decay),
                map.Best is BestRegion best ? page.In("{0} of {1}", best.Points, map.Cells.Count) : "",
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
            Phrase.Of("SweepSection.Map", char.ToUpperInvariant(error.English[0]), error.English[1..], map.Name, error.Chinese),
            Phrase.Of("SweepSection.Map.Description"),
            Phrase.Of("decay λ"),
            Phrase.Of("learning rate"),
            [.. map.Picture.Decays.Select(Label)],
            [.. map.Picture.LearningRates.Select(Label)],
            map.Picture.Errors,
            errors.Min(),
            Math.Min(Ceiling * errors.Min(), errors.Max()))
        {
            Best = map.Best is BestRegion best ? (Place(map.Picture.Decays, best.Decay), Place(map.Picture.LearningRates, best.LearningRate)) : null,
        });
    }

    /// <summary>Short, so that labels stand side by side: 0.037, 2.5e-4.</summary>
    private static string Label(double value) => value is >= 0.01 and < 100 ? value.ToString("G2", CultureInfo.InvariantCulture) : value.ToString("0.#e+0", CultureInfo.InvariantCulture);

    private static int Place(IReadOnlyList<double> values, double value) => Enumerable.Range(0, values.Count).MinBy(place => Math.Abs(values[place] - value));

    private static string Fixed(double? value) => value is double number ? number.ToString("F3", CultureInfo.InvariantCulture) : "";
}
