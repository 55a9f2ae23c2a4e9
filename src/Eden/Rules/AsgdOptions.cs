using Eden.Rules;

namespace Eden;

/// <summary>ASGD, gradient descent that averages its values (Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging",
/// 1992), as PyTorch has it. PyTorch's defaults; the learning rate is 1e-2.</summary>
/// <remarks>
/// <para>With lr = ηα, and g negated first when maximizing: g ← λ₂p + g; p ← p − (η_t·λ·p + η_t·g); a ← a + μ_t(p − a), with
/// η₁ = lr, η_{t+1} = lr/(1 + λ·lr·t)^RatePower and μ_t = 1/max(1, t − 1 − AveragingStart). Evaluate the model at a: within
/// <see cref="Optimizer{T}.Evaluate"/>.</para>
/// <para>As in PyTorch's plain code, η and μ are rounded to float32 whatever the type of the values, and η belongs to the learning rate of
/// the step before. PyTorch 1.13's fast path (<c>foreach</c>) takes the η of a group's first parameter for all of them; Eden follows the
/// plain code.</para>
/// </remarks>
public sealed record AsgdOptions : OptimizerOptions
{
    private static readonly string[] AllStateNames = ["ax", "eta"];

    /// <summary>Makes options with the defaults.</summary>
    public AsgdOptions() => LearningRate = 1e-2;

    /// <summary>λ of decoupled decay, which takes η_t·λ·p from p and also lowers η. PyTorch's <c>lambd</c>. Default 1e-4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); } = 1e-4;

    /// <summary>The power by which η falls. PyTorch's <c>alpha</c>. Default 0.75.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double RatePower { get; init => field = Require.AtLeastZero(value); } = 0.75;

    /// <summary>The step after which values are averaged; until then the average is the value. PyTorch's <c>t0</c>. Default 1e6.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double AveragingStart { get; init => field = Require.AtLeastZero(value); } = 1e6;

    /// <summary>λ₂ of an L2 penalty: λ₂ times the value is added to the gradient. PyTorch's <c>weight_decay</c>. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double L2Penalty { get; init => field = Require.AtLeastZero(value); }

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (AsgdOptions)base.Map(map) with
    {
        WeightDecay = map.Number(nameof(WeightDecay), WeightDecay, "lambd"),
        RatePower = map.Number(nameof(RatePower), RatePower, "alpha"),
        AveragingStart = map.Number(nameof(AveragingStart), AveragingStart, "t0"),
        L2Penalty = map.Number(nameof(L2Penalty), L2Penalty, "weight_decay"),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { L2Penalty = 0, WeightDecay = 0 };

    internal override StateArray DescribeState(ReadOnlySpan<long> shape, int index) => index == 0
        ? new(StateNames[0], shape, 0)
        : new(StateNames[1], [], 0, isElementwise: false);

    internal override (string Name, double Value)? StateOfSteps(long steps) => ("mu", AverageWeight(steps));

    internal override bool IsPhased => true;

    internal override bool TakesFormats => false;

    /// <summary>1: the model is evaluated at the average.</summary>
    public override double? GetWeightOfAverage() => 1;

    internal override double? DecayPerStep(double scheduleMultiplier, long step) =>
        L2Penalty > 0 || step > 1 ? null : (float)(scheduleMultiplier * LearningRate) * WeightDecay;

    internal override void CheckRates<T>(double scheduleMultiplier)
    {
        base.CheckRates<T>(scheduleMultiplier);
        Require.Within<float>(scheduleMultiplier * LearningRate, "LearningRate times ScheduleMultiplier");
        Require.Within<T>(scheduleMultiplier * LearningRate * WeightDecay, "WeightDecay times its rate");
    }

    internal override void SelectRule<T, TSink>(double scheduleMultiplier, long step, ReadOnlySpan<long> shape, TSink sink)
    {
        CheckRates<T>(scheduleMultiplier);
        sink.UsePhased(new AsgdRule<T>(this, scheduleMultiplier * LearningRate, step, ParameterShape.CountElements(shape)));
    }

    /// <summary>η after a number of steps, in float32.</summary>
    internal double RateAfter(long steps, double learningRate) => (float)(learningRate / Math.Pow(1 + (WeightDecay * learningRate * steps), RatePower));

    /// <summary>μ after a number of steps, in float32.</summary>
    internal double AverageWeight(long steps) => (float)(1 / Math.Max(1, steps - AveragingStart));
}
