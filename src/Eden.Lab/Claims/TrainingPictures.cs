using Eden.Lab.Charts;
using Eden.Lab.Statistics;
using Eden.Lab.Training;

namespace Eden.Lab.Claims;

/// <summary>Tables and charts of <see cref="TrainingEvidence"/>.</summary>
internal static class TrainingPictures
{
    public static DataTable Table(TrainingEvidence evidence)
    {
        TrainingPlan plan = evidence.Plan;
        int seeds = evidence.MeanOf(decoupled: true, 0, Norm).Count;
        return new DataTable(
            Phrase.Of(
                $"{evidence.DataName}, one hidden layer of {plan.Hidden}, lr {plan.LearningRate}, {plan.Epochs} epochs, {seeds} seeds: mean ± 95 % interval",
                $"{evidence.DataName}，一个 {plan.Hidden} 单元的隐藏层，lr {plan.LearningRate}，{plan.Epochs} 轮，{seeds} 个种子：均值 ± 95 % 置信区间"),
            [
                Phrase.Same("λ"),
                new("norm, Adam + L2", "范数，Adam + L2"),
                new("norm, AdamW", "范数，AdamW"),
                new("% right, Adam + L2", "正确率 %，Adam + L2"),
                new("% right, AdamW", "正确率 %，AdamW"),
            ],
            [
                .. TrainingEvidence.Lambdas.Select((lambda, i) => new DataRow(
                    Phrase.Same(Figures.Of(lambda)),
                    [
                        Text(evidence.MeanOf(decoupled: false, i, Norm), 1, 2),
                        Text(evidence.MeanOf(decoupled: true, i, Norm), 1, 2),
                        Text(evidence.MeanOf(decoupled: false, i, Accuracy), 100, 1),
                        Text(evidence.MeanOf(decoupled: true, i, Accuracy), 100, 1),
                    ])),
            ]);
    }

    public static IReadOnlyList<Chart> Charts(TrainingEvidence evidence) =>
    [
        Make(
            evidence,
            Norm,
            Phrase.Of($"Norm of the weights after training on {evidence.DataName}", $"在 {evidence.DataName} 上训练之后权重的范数"),
            new("2-norm of the weights", "权重的 2-范数"),
            new("At equal λ Adam + L2 leaves far smaller weights than AdamW.", "λ 相同时，Adam + L2 留下的权重远小于 AdamW。")),
        Make(
            evidence,
            Accuracy,
            Phrase.Of($"Test accuracy on {evidence.DataName}", $"{evidence.DataName} 的测试正确率"),
            new("share right", "正确率"),
            new("AdamW keeps its accuracy over three orders of magnitude of λ; Adam + L2 loses it from 0.1 on.", "λ 跨三个数量级时 AdamW 的正确率不变；Adam + L2 从 0.1 起下降。")),
    ];

    public static double Norm(EpochRecord epoch) => epoch.WeightNorm;

    public static double Accuracy(EpochRecord epoch) => epoch.TestAccuracy;

    private static Chart Make(TrainingEvidence evidence, Func<EpochRecord, double> quantity, Phrase title, Phrase y, Phrase description)
    {
        ChartSeries Line(string name, bool decoupled)
        {
            MeanInterval[] means = [.. TrainingEvidence.Lambdas.Select((_, i) => evidence.MeanOf(decoupled, i, quantity))];
            return new ChartSeries(Phrase.Same(name), TrainingEvidence.Lambdas, [.. means.Select(mean => mean.Mean)]) { Interval = [.. means.Select(mean => mean.HalfWidth)] };
        }

        return new Chart
        {
            Title = title,
            X = Phrase.Same("λ"),
            Y = y,
            Description = description,
            LogX = true,
            Series = [Line("AdamW", decoupled: true), Line("Adam + L2", decoupled: false)],
        };
    }

    private static string Text(MeanInterval interval, double scale, int decimals) =>
        $"{Figures.Fixed(scale * interval.Mean, decimals)} ± {Figures.Fixed(scale * interval.HalfWidth, decimals)}";
}
