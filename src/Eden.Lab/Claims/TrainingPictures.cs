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
            Phrase.Of("TrainingPictures.Table", evidence.DataName, plan.Hidden, plan.LearningRate, plan.Epochs, seeds),
            [
                Phrase.Same("λ"),
                Phrase.Of("norm, Adam + L2"),
                Phrase.Of("norm, AdamW"),
                Phrase.Of("% right, Adam + L2"),
                Phrase.Of("% right, AdamW"),
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
            Phrase.Of("Norm of the weights after training on {0}", evidence.DataName),
            Phrase.Of("2-norm of the weights"),
            Phrase.Of("TrainingPictures.Norms.Description")),
        Make(
            evidence,
            Accuracy,
            Phrase.Of("Test accuracy on {0}", evidence.DataName),
            Phrase.Of("share right"),
            Phrase.Of("TrainingPictures.Accuracies.Description")),
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
