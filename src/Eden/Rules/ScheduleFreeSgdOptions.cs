using Eden.Rules;

namespace Eden;

/// <summary>Schedule-Free SGD (Defazio et al., "The Road Less Scheduled", 2024, equations 3 to 5): gradient descent that averages instead of
/// lowering the learning rate. The defaults of the authors' code 1.4; the learning rate is 1.</summary>
/// <remarks>
/// <para>Parameters hold the training point y, where gradients are to be taken. Evaluate and save the model at x, the average
/// of all steps: within <see cref="Optimizer{T}.Evaluate"/>.</para>
/// <para>With lr = ηα·min(1, t/T), T the warm-up, and g negated first when maximizing: z starts as y; d = lr·(g + λy); z ← z − d;
/// x ← (1−c)x + cz with c = min(1, t/T)²/∑min(1, i/T)²; y ← (1−μ)z + μx. Deviations from the authors' code: a schedule does not weigh the
/// average, and its <c>r</c> and <c>weight_lr_power</c> are fixed at their defaults, 0 and 2.</para>
/// </remarks>
public sealed record ScheduleFreeSgdOptions : RuleOptions
{
    private static readonly string[] AllStateNames = ["z"];

    /// <summary>Makes options with the defaults.</summary>
    public ScheduleFreeSgdOptions() => LearningRate = 1;

    /// <summary>μ, how near to the average gradients are taken. Default 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside (0, 1) or NaN.</exception>
    public double Momentum { get; init => field = Require.PositiveCoefficient(value); } = 0.9;

    /// <summary>λ of decay, taken at the training point: each step takes ηα·λ·y. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); }

    /// <summary>How many steps the learning rate rises linearly; steps count less in the average meanwhile. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long WarmupSteps { get; init => field = Require.AtLeastZero(value); }

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (ScheduleFreeSgdOptions)base.Map(map) with
    {
        Momentum = map.Number(nameof(Momentum), Momentum),
        WeightDecay = map.Number(nameof(WeightDecay), WeightDecay),
        WarmupSteps = map.Count(nameof(WarmupSteps), WarmupSteps),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { WeightDecay = 0 };

    /// <inheritdoc/>
    protected override double? Decay(double learningRate, long t) => ScheduleFreeSgdRule<double>.DecayOf(this, learningRate, t);

    /// <summary>1 − 1/μ, which leads from y to the average: x = y + (1 − 1/μ)(z − y).</summary>
    public override double? GetWeightOfAverage() => 1 - (1 / Momentum);

    internal override void CheckRates<T>(double scheduleMultiplier)
    {
        base.CheckRates<T>(scheduleMultiplier);
        Require.Within<T>(scheduleMultiplier * LearningRate * WeightDecay, "WeightDecay times its rate");
        Require.Within<T>(1 - (1 / Momentum), "1 − 1/Momentum");
    }

    /// <inheritdoc/>
    protected override void SelectRule<T, TSink>(double learningRate, long t, TSink sink) =>
        sink.Use(new ScheduleFreeSgdRule<T>(this, learningRate, t));
}
