using Eden.Lab.Charts;
using Eden.Lab.Comparison;

namespace Eden.Lab.Claims;

/// <summary>"The λ of AdamW is weight_decay · lr."</summary>
internal sealed class ConventionClaim : IClaim
{
    private const double WeightDecay = 0.01;
    private const double LearningRate = 0.1;
    private const double LowerRate = 0.01;
    private const int Steps = 1000;

    private delegate double Multiplier(int step);

    public ClaimResult Test(ClaimContext context)
    {
        double[] pyTorch = [Decay(DecayScaling.LearningRate, LearningRate, Constant), Decay(DecayScaling.LearningRate, LowerRate, Constant)];
        double[] paper = [Decay(DecayScaling.ScheduleOnly, LearningRate, Constant), Decay(DecayScaling.ScheduleOnly, LowerRate, Constant)];
        double[] pyTorchCosine = [Decay(DecayScaling.LearningRate, LearningRate, Cosine), Decay(DecayScaling.LearningRate, LowerRate, Cosine)];
        double[] paperCosine = [Decay(DecayScaling.ScheduleOnly, LearningRate, Cosine), Decay(DecayScaling.ScheduleOnly, LowerRate, Cosine)];
        PairVerdict recorded = ClaimContext.Find(context.Single, ModelNames.EdenAdamW, ModelNames.PyTorchAdamW);
        PairVerdict algorithm = ClaimContext.Find(context.Single, ModelNames.EdenAdamW, ModelNames.PaperAdamW);
        DataRow Row(Phrase name, double one, double other) => new(name, [Figures.Of(one), Figures.Of(other)]);
        return new ClaimResult
        {
            Number = context.Number,
            Statement = Phrase.Of("The λ of AdamW is weight_decay · lr."),
            Documented = ClaimVerdict.HoldsOnlyIf,
            Condition = Phrase.Of("ConventionClaim.Condition"),
            Finding = Phrase.Of("ConventionClaim.Finding", LearningRate / LowerRate, pyTorch[0] / pyTorch[1], paper[0] / paper[1]),
            Checks =
            [
                Condition(AdamPlusDecayClaim.Share(Phrase.Of("ConventionClaim.pytorch-against-eden"), recorded.LargestShare)),
                Condition(AdamPlusDecayClaim.Share(Phrase.Of("ConventionClaim.eden-against-paper"), algorithm.LargestShare)),
                Condition(Follows(Phrase.Of("ConventionClaim.pytorch-follows-rate"), pyTorch, isExpected: true)),
                Follows(Phrase.Of("the paper's: the same"), paper, isExpected: false),
            ],
            Tables =
            [
                new DataTable(
                    Phrase.Of("ConventionClaim.Table", Steps, LearningRate, WeightDecay),
                    [Phrase.Of("run"), Phrase.Same("PyTorch"), Phrase.Of("paper")],
                    [
                        Row(Phrase.Of("lr {0}", LearningRate), pyTorch[0], paper[0]),
                        Row(Phrase.Of("lr {0}", LowerRate), pyTorch[1], paper[1]),
                        Row(Phrase.Of("lr {0}, cosine to 0", LearningRate), pyTorchCosine[0], paperCosine[0]),
                        Row(Phrase.Of("lr {0}, cosine to 0", LowerRate), pyTorchCosine[1], paperCosine[1]),
                    ]),
            ],
            Charts = [Remaining()],
            Command = context.Command,
        };
    }

    private static ClaimCheck Condition(ClaimCheck check) => check with { IsOfCondition = true };

    private static ClaimCheck Follows(Phrase quantity, double[] decays, bool isExpected) =>
        new() { Quantity = quantity, Value = decays[0] / decays[1], AtLeast = 5, IsExpected = isExpected };

    private static double Constant(int step) => 1;

    private static double Cosine(int step) => 0.5 * (1 + Math.Cos(Math.PI * (step - 1) / Steps));

    /// <summary>How much a weight without gradient decays: −ln of what is left of it.</summary>
    private static double Decay(DecayScaling scaling, double learningRate, Multiplier multiplier) =>
        -Math.Log(Run(scaling, learningRate, multiplier)[^1]);

    private static double[] Run(DecayScaling scaling, double learningRate, Multiplier multiplier)
    {
        AdamWOptions options = new()
        {
            LearningRate = learningRate,
            DecayScaling = scaling,
            WeightDecay = scaling == DecayScaling.LearningRate ? WeightDecay : LearningRate * WeightDecay,
        };
        double[] weight = [1];
        double[] gradient = [0];
        double[] m = [0];
        double[] v = [0];
        double[] weights = new double[Steps + 1];
        weights[0] = weight[0];
        for (int step = 1; step <= Steps; step++)
        {
            Fused.AdamW(weight, gradient, m, v, step, options, scheduleMultiplier: multiplier(step));
            weights[step] = weight[0];
        }

        return weights;
    }

    private static Chart Remaining()
    {
        int[] steps = [.. Enumerable.Range(0, 101).Select(i => i * (Steps / 100))];
        ChartSeries Line(Phrase name, DecayScaling scaling, double rate, Multiplier multiplier)
        {
            double[] weights = Run(scaling, rate, multiplier);
            return new ChartSeries(name, [.. steps.Select(step => (double)step)], [.. steps.Select(step => weights[step])]);
        }

        return new Chart
        {
            Title = Phrase.Of("ConventionClaim.Chart"),
            X = Phrase.Of("step"),
            Y = Phrase.Of("weight"),
            Description = Phrase.Of("ConventionClaim.Chart.Description"),
            Series =
            [
                Line(Phrase.Of("PyTorch, lr {0}", LearningRate), DecayScaling.LearningRate, LearningRate, Constant),
                Line(Phrase.Of("PyTorch, lr {0}", LowerRate), DecayScaling.LearningRate, LowerRate, Constant),
                Line(Phrase.Of("paper, lr {0}", LowerRate), DecayScaling.ScheduleOnly, LowerRate, Constant),
                Line(Phrase.Of("PyTorch, lr {0}, cosine", LearningRate), DecayScaling.LearningRate, LearningRate, Cosine),
                Line(Phrase.Of("paper, lr {0}, cosine", LowerRate), DecayScaling.ScheduleOnly, LowerRate, Cosine),
            ],
        };
    }
}
