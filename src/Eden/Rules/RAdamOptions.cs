using Eden.Rules;

namespace Eden;

/// <summary>RAdam (Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", 2020, Algorithm 2): Adam that warms itself up, with an L2 penalty or decoupled decay. PyTorch's defaults.</summary>
/// <remarks>
/// With lr = ηα, g negated first when maximizing and ρ_∞ = 2/(1−β₂) − 1: g ← λp + g (L2 penalty); m and v as in
/// <see cref="Adam{T}"/>; ρ = ρ_∞ − 2tβ₂ᵗ/(1−β₂ᵗ). Where ρ is above 5, p ← p − lr·r·√(1−β₂ᵗ)/(1−β₁ᵗ) · m/(√v + ε) with
/// r = √((ρ−4)(ρ−2)ρ_∞/((ρ_∞−4)(ρ_∞−2)ρ)); elsewhere p ← p − lr·m/(1−β₁ᵗ). Decoupled decay takes lr·λ·p as well.
/// </remarks>
public sealed record RAdamOptions : MomentOptions
{
    private static readonly string[] AllStateNames = ["exp_avg", "exp_avg_sq"];

    /// <summary>λ of an L2 penalty: λ times the value is added to the gradient. PyTorch's <c>weight_decay</c> without <c>decoupled_weight_decay</c>. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double L2Penalty { get; init => field = Require.AtLeastZero(value); }

    /// <summary>λ of decoupled decay: each step takes ηα·λ·p from p, past the moments. PyTorch's <c>weight_decay</c> with
    /// <c>decoupled_weight_decay</c>; with <see cref="L2Penalty"/> it is refused when a group takes the options. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); }

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    /// <inheritdoc/>
    protected internal override StateKind KindOfState(int index) => index == 0 ? StateKind.SignedAverage : StateKind.NonNegativeAverage;

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (RAdamOptions)base.Map(map) with
    {
        L2Penalty = map.Number(nameof(L2Penalty), L2Penalty, "weight_decay unless decoupled_weight_decay"),
        WeightDecay = map.Number(nameof(WeightDecay), WeightDecay, "weight_decay if decoupled_weight_decay"),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { L2Penalty = 0, WeightDecay = 0 };

    /// <inheritdoc/>
    protected override (double L2Penalty, double WeightDecay) Lambdas => (L2Penalty, WeightDecay);

    /// <inheritdoc/>
    protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink) =>
        sink.Use(new RAdamDirection<T>(this, learningRate, t));
}
