using Eden.Rules;

namespace Eden;

/// <summary>NAdam (Dozat, "Incorporating Nesterov Momentum into Adam", 2016): Adam with Nesterov momentum, as PyTorch has it, with an L2 penalty or decoupled decay. PyTorch's defaults; the learning rate is 2e-3.</summary>
/// <remarks>
/// With lr = ηα, g negated first when maximizing and μ_t = β₁(1 − ½·0.96^(tψ)): g ← λp + g (L2 penalty); m and v as in
/// <see cref="Adam{T}"/>; p ← p − lr·((1−μ_t)·g/(1−∏μ_i) + μ_{t+1}·m/(1−μ_{t+1}·∏μ_i))/(√(v/(1−β₂ᵗ)) + ε). Decoupled decay takes
/// lr·λ·p as well.
/// </remarks>
public sealed record NAdamOptions : MomentOptions
{
    private static readonly string[] AllStateNames = ["exp_avg", "exp_avg_sq"];

    /// <summary>Makes options with the defaults.</summary>
    public NAdamOptions() => LearningRate = 2e-3;

    /// <summary>ψ, by which the momentum approaches β₁: μ_t = β₁(1 − ½·0.96^(tψ)). Default 0.004.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double MomentumDecay { get; init => field = Require.AtLeastZero(value); } = 4e-3;

    /// <summary>Whether the correction of the first moment counts μ_t twice, as PyTorch before 2.0 did by mistake: to go on
    /// from such a run with the same numbers. Default <see langword="false"/>.</summary>
    public bool CountsMomentumTwice { get; init; }

    /// <summary>λ of an L2 penalty: λ times the value is added to the gradient. PyTorch's <c>weight_decay</c> without <c>decoupled_weight_decay</c>. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double L2Penalty { get; init => field = Require.AtLeastZero(value); }

    /// <summary>λ of decoupled decay: each step takes ηα·λ·p from p, past the moments. PyTorch's <c>weight_decay</c> with
    /// <c>decoupled_weight_decay</c>; with <see cref="L2Penalty"/> it is refused when a group takes the options. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); }

    /// <summary>The product of μ_i for i from 1 to <paramref name="step"/>, which PyTorch keeps as <c>mu_product</c>: rounded to
    /// float32 after every factor.</summary>
    /// <param name="step">The number of steps taken.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public double MomentumProduct(long step) => MomentumSchedule.Product(this, Require.AtLeastZero(step, nameof(step)));

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    internal override (string Name, double Value)? StateOfSteps(long steps) => ("mu_product", MomentumProduct(steps));

    /// <inheritdoc/>
    protected internal override StateKind KindOfState(int index) => index == 0 ? StateKind.SignedAverage : StateKind.NonNegativeAverage;

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (NAdamOptions)base.Map(map) with
    {
        MomentumDecay = map.Number(nameof(MomentumDecay), MomentumDecay, "momentum_decay"),
        CountsMomentumTwice = map.Flag(nameof(CountsMomentumTwice), CountsMomentumTwice),
        L2Penalty = map.Number(nameof(L2Penalty), L2Penalty, "weight_decay unless decoupled_weight_decay"),
        WeightDecay = map.Number(nameof(WeightDecay), WeightDecay, "weight_decay if decoupled_weight_decay"),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { L2Penalty = 0, WeightDecay = 0 };

    /// <inheritdoc/>
    protected override (double L2Penalty, double WeightDecay) Lambdas => (L2Penalty, WeightDecay);

    /// <inheritdoc/>
    protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink) =>
        sink.Use(new NAdamDirection<T>(this, learningRate, t));
}
