using System.Globalization;
using Eden.Lab.Charts;
using Eden.Lab.Training;

namespace Eden.Lab.Report;

/// <summary>Draws the result of <see cref="Trainer"/>.</summary>
internal static class TrainingSection
{
    public static Phrase Title { get; } = Phrase.Of("A training");

    public static void Write(PageWriter page, TrainingResult result)
    {
        TrainingConfig config = result.Config;
        page.Facts(
            (page.In("data"), $"{result.DataName}: {page.In(TrainingWords.Samples(result))}"),
            (page.In("hidden layers"), string.Join(", ", config.Model.Hidden.Select(width => PageWriter.Whole(width)))),
            (page.In("parameters"), PageWriter.Whole(result.Parameters)),
            (page.In("optimizer"), Describe(config.Optimizer.Name, config.Optimizer.Settings)),
            (page.In("schedule"), Describe(config.Schedule.Name, config.Schedule.Settings)),
            (page.In("batch"), PageWriter.Whole(config.Batch)),
            (page.In("epochs"), DescribeEpochs(page, result)),
            (page.In("seed"), config.Seed.ToString(CultureInfo.InvariantCulture)),
            (page.In("speed"), page.In("{0} samples per second", PageWriter.Whole((long)result.SamplesPerSecond))));
        StampFacts.Write(page, result.Stamp);
        page.Warnings(result.Warnings);
        page.Html($"<p class=\"verdict {(result.Outcome == TrainingOutcome.Diverged ? "bad" : "good")}\">{page.In(TrainingWords.Outcome(result))}</p>");
        WriteEpochs(page, result.Epochs);
    }

    /// <summary>Draws a training that has no result yet.</summary>
    public static void Write(PageWriter page, UnfinishedTraining training) => WriteEpochs(page, training.Epochs);

    private static void WriteEpochs(PageWriter page, IReadOnlyList<EpochRecord> epochs)
    {
        page.Html($"<p>{page.In(TrainingWords.Numbers(epochs))}</p>");
        page.Draw(
            Line(epochs, Phrase.Of("Loss"), Phrase.Of("mean over the samples"), logY: true, (Phrase.Of("training"), epoch => epoch.TrainingLoss), (Phrase.Of("validation"), epoch => epoch.ValidationLoss), (Phrase.Of("test"), epoch => epoch.TestLoss)),
            Line(epochs, Phrase.Of("Accuracy"), Phrase.Of("TrainingSection.accuracy"), logY: false, (Phrase.Of("validation"), epoch => epoch.ValidationAccuracy), (Phrase.Of("test"), epoch => epoch.TestAccuracy)),
            Line(epochs, Phrase.Of("Norm of the weights"), Phrase.Of("2-norm"), logY: false, (Phrase.Of("weights"), epoch => epoch.WeightNorm)),
            Line(epochs, Phrase.Of("Multiplier of the learning rate"), Phrase.Of("multiplier"), logY: false, (Phrase.Of("multiplier"), epoch => epoch.Multiplier)));
        int? best = EpochRecord.BestOf(epochs)?.Epoch;
        bool validates = epochs.Any(epoch => epoch.ValidationLoss is not null);
        page.Table(
            page.In("Epochs"),
            [
                page.In("epoch"), page.In("training loss"),
                .. validates ? (string[])[page.In("validation loss"), page.In("validation accuracy")] : [],
                page.In("test loss"), page.In("test accuracy"), page.In("norm"),
            ],
            epochs.Select(epoch => (IReadOnlyList<Cell>)
            [
                PageWriter.Whole(epoch.Epoch),
                PageWriter.Number(epoch.TrainingLoss),
                .. validates ? (Cell[])[new(PageWriter.Number(epoch.ValidationLoss), epoch.Epoch == best ? "good" : ""), PageWriter.Percent(epoch.ValidationAccuracy)] : [],
                PageWriter.Number(epoch.TestLoss),
                PageWriter.Percent(epoch.TestAccuracy),
                PageWriter.Number(epoch.WeightNorm),
            ]));
    }

    /// <summary>The epochs that it could have, and what its schedule was made for before.</summary>
    private static string DescribeEpochs(PageWriter page, TrainingResult result) => string.Join(
        page.In(new Phrase("; ", "；")),
        [
            PageWriter.Whole(result.Config.Epochs),
            .. (result.EarlierPlans ?? []).Select(plan => page.In("up to step {0} the schedule was made for {1}", PageWriter.Whole(plan.Steps), PageWriter.Whole(plan.Epochs))),
        ]);

    private static string Describe(string name, IReadOnlyDictionary<string, double> settings) =>
        string.Join(", ", [name, .. settings.Select(setting => string.Create(CultureInfo.InvariantCulture, $"{setting.Key} {setting.Value}"))]);

    private static LinePlot Line(IReadOnlyList<EpochRecord> epochs, Phrase title, Phrase y, bool logY, params (Phrase Name, Func<EpochRecord, double?> Value)[] lines) => new(new Chart
    {
        Title = title,
        X = Phrase.Of("epoch"),
        Y = y,
        Description = Phrase.Of("After each epoch."),
        LogY = logY,
        Series =
        [
            .. from line in lines
               where epochs.Any(epoch => line.Value(epoch) is not null)
               select new ChartSeries(line.Name, [.. epochs.Select(epoch => (double)epoch.Epoch)], [.. epochs.Select(epoch => line.Value(epoch) ?? double.NaN)]),
        ],
    });
}
