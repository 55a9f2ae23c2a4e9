using System.Globalization;
using Eden.Rules;

namespace Eden;

/// <summary>Schedule-Free RAdam of the authors' code 1.4 (Defazio et al., "The Road Less Scheduled", 2024; Liu et al., "On the Variance of the
/// Adaptive Learning Rate and Beyond", 2020): it needs neither a schedule nor a warm-up. The defaults of the authors' code; the learning rate
/// is 0.0025.</summary>
/// <remarks>
/// <para>Parameters hold the training point y, where gradients are to be taken. Evaluate and save the model at x, the average
/// of all steps: within <see cref="Optimizer{T}.Evaluate"/>.</para>
/// <para>With lr = ηα·r, g negated first when maximizing, and ρ and r of <see cref="RAdamOptions"/>: z starts as y; v ← β₂v + (1−β₂)g²;
/// where ρ is above 4, d = lr·(g/(√(v/(1−β₂ᵗ)) + ε) + λy); before that r is 0, or with the phase of SGD 1 and d = lr·(g + λy); z ← z − d;
/// x ← (1−c)x + cz, with c the square of the largest r so far by the sum of such squares; y ← (1−β₁)z + β₁x. Deviations from the authors'
/// code: a schedule does not weigh the average, and its <c>r</c> and <c>weight_lr_power</c> are fixed at their defaults, 0 and 2.</para>
/// </remarks>
public sealed record ScheduleFreeRAdamOptions : RuleOptions
{
    private const double LeastBeta2 = 0.6;

    private static readonly string[] AllStateNames = ["z", "exp_avg_sq"];

    /// <summary>Makes options with the defaults.</summary>
    public ScheduleFreeRAdamOptions() => LearningRate = 2.5e-3;

    /// <summary>β₁, how near to the average gradients are taken. Default 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside (0, 1) or NaN.</exception>
    public double Beta1 { get; init => field = Require.PositiveCoefficient(value); } = 0.9;

    /// <summary>β₂, the decay of the second moment. Default 0.999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Beta2 { get; init => field = Require.Coefficient(value); } = 0.999;

    /// <summary>ε, added to the root of the bias-corrected second moment. Default 1e-8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double Epsilon { get; init => field = Require.AtLeastZero(value); } = 1e-8;

    /// <summary>λ of decoupled decay, taken at the training point: each step takes ηα·r·λ·y. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); }

    /// <summary>Whether the first steps, in which the second moment has seen too few gradients, move nothing, in the place of steps of SGD.
    /// The authors' <c>silent_sgd_phase</c>. It needs a β₂ above 0.6 (checked when a group takes the options): below, that phase never ends.
    /// Default <see langword="true"/>.</summary>
    public bool SkipsSgdPhase { get; init; } = true;

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    /// <inheritdoc/>
    protected internal override StateKind KindOfState(int index) => index == 1 ? StateKind.NonNegativeAverage : StateKind.Exact;

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (ScheduleFreeRAdamOptions)base.Map(map) with
    {
        Beta1 = map.Number(nameof(Beta1), Beta1),
        Beta2 = map.Number(nameof(Beta2), Beta2),
        Epsilon = map.Number(nameof(Epsilon), Epsilon),
        WeightDecay = map.Number(nameof(WeightDecay), WeightDecay),
        SkipsSgdPhase = map.Flag(nameof(SkipsSgdPhase), SkipsSgdPhase),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { WeightDecay = 0 };

    /// <inheritdoc/>
    protected override double? Decay(double learningRate, long t) => ScheduleFreeRAdamRule<double>.DecayOf(this, learningRate, t);

    /// <summary>1 − 1/β₁, which leads from y to the average: x = y + (1 − 1/β₁)(z − y).</summary>
    public override double? GetWeightOfAverage() => 1 - (1 / Beta1);

    internal override void Validate()
    {
        if (SkipsSgdPhase && Beta2 <= LeastBeta2)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"SkipsSgdPhase needs Beta2 above {LeastBeta2}, and it is {Beta2}: no step would move anything."));
        }
    }

    internal override void CheckRates<T>(double scheduleMultiplier)
    {
        base.CheckRates<T>(scheduleMultiplier);
        Require.Within<T>(scheduleMultiplier * LearningRate * WeightDecay, "WeightDecay times its rate");
        Require.Within<T>(1 - (1 / Beta1), "1 − 1/Beta1");
    }

    /// <inheritdoc/>
    protected override void SelectRule<T, TSink>(double learningRate, long t, TSink sink) =>
        sink.Use(new ScheduleFreeRAdamRule<T>(this, learningRate, t));
}
