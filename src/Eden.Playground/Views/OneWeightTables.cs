using Eden.Playground.Pages;

namespace Eden.Playground.Views;

/// <summary>The numbers of one weight, measured beside predicted.</summary>
internal static class OneWeightTables
{
    private const int StepsAfterSpike = 20;
    private static readonly int[] CorrectedSteps = [1, 10, 100, 1000];

    public static IReadOnlyList<Table> Of(WeightRun[] runs, WeightGradients gradients, AdamWOptions options)
    {
        (double rate, double decay) = (options.LearningRate, options.WeightDecay);
        bool isPredicted = gradients.AreSteady && decay > 0;
        Equilibrium?[] balances =
        [
            null,
            isPredicted ? Equilibrium.OfL2(gradients, rate, decay) : null,
            isPredicted ? Equilibrium.OfAdamW(gradients, rate, decay) : null,
        ];
        double?[] halfLives = [null, null, decay > 0 ? Math.Log(2) / (rate * decay) : null];
        int spike = WeightGradients.SpikeStep(runs[0].Updates.Length);
        bool hasSpike = gradients.Kind == "spike";
        return
        [
            new(
                new("Measured and predicted", "实测与预测"),
                [
                    "",
                    new("|w|, last quarter", "|w|，最后四分之一"),
                    new("|w| predicted", "|w| 预测值"),
                    new("steps to get there", "到达所需步数"),
                    new("half-life of decay, steps", "衰减半衰期（步）"),
                    new("effective step, lr", "有效步长（lr）"),
                    .. hasSpike ? (Words[])[new("largest step after the spike, lr", "尖峰后的最大步长（lr）")] : [],
                ],
                [
                    .. runs.Select((run, i) => (Words[])
                    [
                        run.Name,
                        Axis.Text(run.SettledSize),
                        Text(balances[i]?.Size),
                        Text(balances[i]?.Steps),
                        Text(halfLives[i]),
                        Axis.Text(run.EffectiveStep),
                        .. hasSpike ? (Words[])[Axis.Text(run.LargestUpdateFrom(spike, StepsAfterSpike))] : [],
                    ]),
                ]),
            new(
                new("From β₁ and β₂ alone", "仅由 β₁ 和 β₂ 决定"),
                [
                    "",
                    .. CorrectedSteps.Select(step => new Words($"step {Axis.Text(step)}", $"第 {Axis.Text(step)} 步")),
                    new("largest step by a spike, lr: (1−β₁)/√(1−β₂)", "尖峰的最大步长（lr）：(1−β₁)/√(1−β₂)"),
                ],
                [
                    [
                        new("bias correction √(1−β₂ᵗ)/(1−β₁ᵗ)", "偏差修正 √(1−β₂ᵗ)/(1−β₁ᵗ)"),
                        .. CorrectedSteps.Select(step => (Words)Axis.Text(BiasCorrection(options, step))),
                        Axis.Text(LargestKick(options)),
                    ],
                ]),
        ];
    }

    /// <summary>What the raw moments m/√v are multiplied by.</summary>
    public static double BiasCorrection(MomentOptions options, int step) =>
        Math.Sqrt(1 - Math.Pow(options.Beta2, step)) / (1 - Math.Pow(options.Beta1, step));

    /// <summary>One gradient g much larger than all before: m = (1−β₁)g and √v = √(1−β₂)·g.</summary>
    public static double LargestKick(MomentOptions options) => (1 - options.Beta1) / Math.Sqrt(1 - options.Beta2);

    private static string Text(double? value) => value is double number ? Axis.Text(number) : "—";
}
