using Eden.Lab.Charts;
using Eden.Lab.Comparison;
using Eden.Lab.Data;
using Eden.Lab.Statistics;

namespace Eden.Lab.Claims;

/// <summary>"AdamW has the effect of Adam + L2."</summary>
internal sealed class EffectOfL2Claim : IClaim
{
    /// <summary>λ = 0.01 and 0.1 of <see cref="TrainingEvidence.Lambdas"/>.</summary>
    private const int NormLambda = 1;
    private const int AccuracyLambda = 2;

    public ClaimResult Test(ClaimContext context)
    {
        ComparisonResult run = context.Single;
        double apart = ClaimContext.Find(run, ModelNames.EdenAdamW, ModelNames.AdamWithL2).FreeRunDistance;
        double rounding = ClaimContext.Find(run, ModelNames.EdenAdamW, ModelNames.PaperAdamW).FreeRunDistance;
        FirstStep first = run.FirstStep;
        GradientSizes sizes = GradientSizes.Run(context.NewRandom(), context.Cancellation);
        TrainingEvidence digits = TrainingEvidence.Run(TrainingPlan.Digits, DataSets.Load<float>(TrainingPlan.Digits.Data), context.Config.Seeds, context.Cancellation);
        TrainingEvidence[] trainings = context.OfUser is (TrainingPlan plan, ClassificationData<float> data) ? [digits, TrainingEvidence.Run(plan, data, context.Config.Seeds, context.Cancellation)] : [digits];
        MeanInterval norm = digits.MeanDifference(NormLambda, TrainingPictures.Norm);
        MeanInterval accuracy = digits.MeanDifference(AccuracyLambda, TrainingPictures.Accuracy);
        MeanInterval bestL2 = Best(digits, decoupled: false);
        MeanInterval bestDecay = Best(digits, decoupled: true);
        double evenness = sizes.AdamWithL2[^1] / sizes.AdamWithL2[0];
        double largest = GradientSizes.Sizes[^1];
        double smallest = GradientSizes.Sizes[0];
        return new ClaimResult
        {
            Number = context.Number,
            Statement = Phrase.Of("AdamW has the same effect as Adam + L2."),
            Documented = ClaimVerdict.False,
            Finding = Phrase.Of(
                "EffectOfL2Claim.Finding", largest / smallest, 1 / evenness,
                first.L2FromAdam, first.AdamWFromAdam, run.Inputs.Count, apart, rounding,
                TrainingEvidence.Lambdas[NormLambda], norm.Mean, norm.HalfWidth,
                TrainingEvidence.Lambdas[AccuracyLambda], 100 * accuracy.Mean, 100 * accuracy.HalfWidth,
                100 * bestL2.Mean, 100 * bestL2.HalfWidth, 100 * bestDecay.Mean, 100 * bestDecay.HalfWidth),
            Checks =
            [
                new ClaimCheck
                {
                    Quantity = Phrase.Of("EffectOfL2Claim.distance"),
                    Value = apart / rounding,
                    AtMost = 10,
                    IsExpected = false,
                },
                new ClaimCheck
                {
                    Quantity = Phrase.Of("EffectOfL2Claim.first-step"),
                    Value = first.L2FromAdam / first.AdamWFromAdam,
                    AtLeast = 0.5,
                    IsExpected = false,
                },
                new ClaimCheck
                {
                    Quantity = Phrase.Of("EffectOfL2Claim.evenness", largest, smallest),
                    Value = evenness,
                    AtLeast = 0.5,
                    IsExpected = false,
                },
                new ClaimCheck
                {
                    Quantity = Phrase.Of("AdamW: the same share"),
                    Value = sizes.AdamW[^1] / sizes.AdamW[0],
                    AtLeast = 0.5,
                    IsExpected = true,
                },
                Difference(
                    Phrase.Of("EffectOfL2Claim.norms", TrainingEvidence.Lambdas[NormLambda]),
                    norm),
                Difference(
                    Phrase.Of("EffectOfL2Claim.accuracies", TrainingEvidence.Lambdas[AccuracyLambda]),
                    accuracy),
            ],
            Tables = [DecayTable(sizes), FirstStepTable(first), .. trainings.Select(TrainingPictures.Table)],
            Charts = [DecayChart(sizes), Distance(run), .. trainings.SelectMany(TrainingPictures.Charts)],
            Command = context.Command,
        };
    }

    private static MeanInterval Best(TrainingEvidence evidence, bool decoupled) =>
        Enumerable.Range(0, TrainingEvidence.Lambdas.Count).Select(lambda => evidence.MeanOf(decoupled, lambda, TrainingPictures.Accuracy)).MaxBy(mean => mean.Mean)!;

    /// <summary>An interval that does not hold 0 says that the two differ.</summary>
    private static ClaimCheck Difference(Phrase quantity, MeanInterval difference) => new()
    {
        Quantity = quantity,
        Value = Math.Abs(difference.Mean) / difference.HalfWidth,
        AtMost = 1,
        IsExpected = false,
    };

    private static DataTable DecayTable(GradientSizes sizes) => new(
        Phrase.Of("EffectOfL2Claim.SizesTable", GradientSizes.Setting),
        [Phrase.Of("gradient size"), Phrase.Same("AdamW"), Phrase.Same("Adam + L2")],
        [.. GradientSizes.Sizes.Select((size, i) => new DataRow(Phrase.Same(Figures.Of(size)), [Figures.Of(sizes.AdamW[i]), Figures.Of(sizes.AdamWithL2[i])]))]);

    private static DataTable FirstStepTable(FirstStep first) => new(
        Phrase.Of("EffectOfL2Claim.FirstStepTable"),
        [Phrase.Of("what"), Phrase.Of("change")],
        [
            new DataRow(Phrase.Of("Adam's step"), [Figures.Of(first.AdamMoves)]),
            new DataRow(Phrase.Of("Adam + L2, beyond Adam"), [Figures.Of(first.L2FromAdam)]),
            new DataRow(Phrase.Of("AdamW, beyond Adam"), [Figures.Of(first.AdamWFromAdam)]),
        ]);

    private static Chart DecayChart(GradientSizes sizes) => new()
    {
        Title = Phrase.Of("EffectOfL2Claim.SizesChart"),
        X = Phrase.Of("standard deviation of the gradient"),
        Y = Phrase.Of("decay, in units of lr·λ·w"),
        Description = Phrase.Of("EffectOfL2Claim.SizesChart.Description"),
        LogX = true,
        LogY = true,
        Series =
        [
            new ChartSeries(Phrase.Same("AdamW"), GradientSizes.Sizes, sizes.AdamW),
            new ChartSeries(Phrase.Same("Adam + L2"), GradientSizes.Sizes, sizes.AdamWithL2),
        ],
    };

    private static Chart Distance(ComparisonResult run)
    {
        double[] epochs = [.. Enumerable.Range(1, run.Inputs.Count).Select(epoch => (double)epoch)];
        ChartSeries Between(Phrase name, string left, string right) => new(
            name,
            epochs,
            Distances.AfterEach(StepsOf(left), StepsOf(right)));
        IReadOnlyList<Recordings.ExperimentStep> StepsOf(string name) => run.Models.First(model => model.Name == name).Steps;
        return new Chart
        {
            Title = Phrase.Of("EffectOfL2Claim.DistanceChart"),
            X = Phrase.Of("epoch"),
            Y = Phrase.Of("distance of the weights"),
            Description = Phrase.Of("EffectOfL2Claim.DistanceChart.Description"),
            LogY = true,
            Series =
            [
                Between(Phrase.Of("AdamW and Adam + L2"), ModelNames.EdenAdamW, ModelNames.AdamWithL2),
                Between(Phrase.Of("AdamW of Eden and of the paper"), ModelNames.EdenAdamW, ModelNames.PaperAdamW),
                Between(Phrase.Of("L2 in the loss and in the optimizer"), ModelNames.AdamWithL2, ModelNames.AdamWithL2InLoss),
            ],
        };
    }
}
