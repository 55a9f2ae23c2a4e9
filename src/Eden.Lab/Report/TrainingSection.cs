using System.Globalization;
using Eden.Lab.Charts;
using Eden.Lab.Training;

namespace Eden.Lab.Report;

/// <summary>Draws the result of <see cref="Trainer"/>.</summary>
internal static class TrainingSection
{
    public static Phrase Title { get; } = new("A training", "一次训练");

    public static void Write(PageWriter page, TrainingResult result)
    {
        TrainingConfig config = result.Config;
        page.Facts(
            (page.In("data", "数据"), $"{result.DataName}: {page.In(TrainingWords.Samples(result))}"),
            (page.In("hidden layers", "隐藏层"), string.Join(", ", config.Model.Hidden.Select(width => PageWriter.Whole(width)))),
            (page.In("parameters", "参数"), PageWriter.Whole(result.Parameters)),
            (page.In("optimizer", "优化器"), Describe(config.Optimizer.Name, config.Optimizer.Settings)),
            (page.In("schedule", "学习率计划"), Describe(config.Schedule.Name, config.Schedule.Settings)),
            (page.In("batch", "批量"), PageWriter.Whole(config.Batch)),
            (page.In("epochs", "轮次"), DescribeEpochs(page, result)),
            (page.In("seed", "种子"), config.Seed.ToString(CultureInfo.InvariantCulture)),
            (page.In("speed", "速度"), page.In($"{PageWriter.Whole((long)result.SamplesPerSecond)} samples per second", $"每秒 {PageWriter.Whole((long)result.SamplesPerSecond)} 个样本")));
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
            Line(epochs, new Phrase("Loss", "损失"), new Phrase("mean over the samples", "样本的平均"), logY: true, (new Phrase("training", "训练"), epoch => epoch.TrainingLoss), (new Phrase("validation", "验证"), epoch => epoch.ValidationLoss), (new Phrase("test", "测试"), epoch => epoch.TestLoss)),
            Line(epochs, new Phrase("Accuracy", "正确率"), new Phrase("share right", "正确的比例"), logY: false, (new Phrase("validation", "验证"), epoch => epoch.ValidationAccuracy), (new Phrase("test", "测试"), epoch => epoch.TestAccuracy)),
            Line(epochs, new Phrase("Norm of the weights", "权重的范数"), new Phrase("2-norm", "2-范数"), logY: false, (new Phrase("weights", "权重"), epoch => epoch.WeightNorm)),
            Line(epochs, new Phrase("Multiplier of the learning rate", "学习率的倍数"), new Phrase("multiplier", "倍数"), logY: false, (new Phrase("multiplier", "倍数"), epoch => epoch.Multiplier)));
        int? best = EpochRecord.BestOf(epochs)?.Epoch;
        bool validates = epochs.Any(epoch => epoch.ValidationLoss is not null);
        page.Table(
            page.In("Epochs", "各轮"),
            [
                page.In("epoch", "轮次"), page.In("training loss", "训练损失"),
                .. validates ? (string[])[page.In("validation loss", "验证损失"), page.In("validation accuracy", "验证正确率")] : [],
                page.In("test loss", "测试损失"), page.In("test accuracy", "测试正确率"), page.In("norm", "范数"),
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
        page.In("; ", "；"),
        [
            PageWriter.Whole(result.Config.Epochs),
            .. (result.EarlierPlans ?? []).Select(plan => page.In($"up to step {PageWriter.Whole(plan.Steps)} the schedule was made for {PageWriter.Whole(plan.Epochs)}", $"第 {PageWriter.Whole(plan.Steps)} 步之前，学习率计划按 {PageWriter.Whole(plan.Epochs)} 轮制定")),
        ]);

    private static string Describe(string name, IReadOnlyDictionary<string, double> settings) =>
        string.Join(", ", [name, .. settings.Select(setting => string.Create(CultureInfo.InvariantCulture, $"{setting.Key} {setting.Value}"))]);

    private static LinePlot Line(IReadOnlyList<EpochRecord> epochs, Phrase title, Phrase y, bool logY, params (Phrase Name, Func<EpochRecord, double?> Value)[] lines) => new(new Chart
    {
        Title = title,
        X = new("epoch", "轮次"),
        Y = y,
        Description = new("After each epoch.", "每轮之后。"),
        LogY = logY,
        Series =
        [
            .. from line in lines
               where epochs.Any(epoch => line.Value(epoch) is not null)
               select new ChartSeries(line.Name, [.. epochs.Select(epoch => (double)epoch.Epoch)], [.. epochs.Select(epoch => line.Value(epoch) ?? double.NaN)]),
        ],
    });
}
