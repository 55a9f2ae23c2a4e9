using Eden.Rules;

namespace Eden;

/// <summary>Schedule-Free AdamW (Defazio et al., "The Road Less Scheduled", 2024, Algorithm 1): AdamW that averages instead of
/// lowering the learning rate. The defaults of the authors' code; the learning rate is 0.0025.</summary>
/// <remarks>
/// <para>Parameters hold the training point y, where gradients are to be taken. Evaluate and save the model at x, the average
/// of all steps: within <see cref="Optimizer{T}.Evaluate"/>.</para>
/// <para>With lr = ηα·min(1, t/T), T the warm-up, and g negated first when maximizing: z starts as y; v ← β₂v + (1−β₂)g²;
/// d = lr·(g/(√(v/(1−β₂ᵗ)) + ε) + λy); z ← z − d; x ← (1−c)x + cz with c = min(1, t/T)²/∑min(1, i/T)²;
/// y ← (1−β₁)z + β₁x. As in the authors' later code, √(1−β₂ᵗ) does not weigh the average, which the paper lets it do.</para>
/// </remarks>
public sealed record ScheduleFreeAdamWOptions : RuleOptions
{
    private static readonly string[] AllStateNames = ["z", "exp_avg_sq"];

    /// <summary>Makes options with the defaults.</summary>
    public ScheduleFreeAdamWOptions() => LearningRate = 2.5e-3;

    /// <summary>β₁, how near to the average gradients are taken. Default 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside (0, 1) or NaN.</exception>
    public double Beta1 { get; init => field = Require.PositiveCoefficient(value); } = 0.9;

    /// <summary>β₂, the decay of the second moment. Default 0.999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Beta2 { get; init => field = Require.Coefficient(value); } = 0.999;

    /// <summary>ε, added to the root of the bias-corrected second moment. Default 1e-8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double Epsilon { get; init => field = Require.AtLeastZero(value); } = 1e-8;

    /// <summary>λ of decoupled decay, taken at the training point: each step takes ηα·λ·y. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); }

    /// <summary>How many steps the learning rate rises linearly; steps count less in the average meanwhile. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long WarmupSteps { get; init => field = Require.AtLeastZero(value); }

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    /// <inheritdoc/>
    protected internal override StateKind KindOfState(int index) => index == 1 ? StateKind.NonNegativeAverage : StateKind.Exact;

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (ScheduleFreeAdamWOptions)base.Map(map) with
    {
        Beta1 = map.Number(nameof(Beta1), Beta1),
        Beta2 = map.Number(nameof(Beta2), Beta2),
        Epsilon = map.Number(nameof(Epsilon), Epsilon),
        WeightDecay = map.Number(nameof(WeightDecay), WeightDecay),
        WarmupSteps = map.Count(nameof(WarmupSteps), WarmupSteps),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { WeightDecay = 0 };

    /// <inheritdoc/>
    protected override double? Decay(double learningRate, long t) => ScheduleFreeAdamWRule<double>.DecayOf(this, learningRate, t);

    /// <summary>1 − 1/β₁, which leads from y to the average: x = y + (1 − 1/β₁)(z − y).</summary>
    public override double? GetWeightOfAverage() => 1 - (1 / Beta1);

    internal override void CheckRates<T>(double scheduleMultiplier)
    {
        base.CheckRates<T>(scheduleMultiplier);
        Require.Within<T>(scheduleMultiplier * LearningRate * WeightDecay, "WeightDecay times its rate");
        Require.Within<T>(1 - (1 / Beta1), "1 − 1/Beta1");
    }

    /// <inheritdoc/>
    protected override void SelectRule<T, TSink>(double learningRate, long t, TSink sink) =>
        sink.Use(new ScheduleFreeAdamWRule<T>(this, learningRate, t));
}
