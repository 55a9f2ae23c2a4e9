using Eden.Rules;

namespace Eden;

/// <summary>ADOPT (Taniguchi et al., "ADOPT: Modified Adam Can Converge with Any β₂ with the Optimal Rate", 2024, Algorithm 2), with the
/// paper's defaults and those of timm for ε and decay.</summary>
/// <remarks>
/// With lr = ηα and g negated first when maximizing: the first step sets v = g² and moves nothing. Then
/// c = clip(g/max(√v, ε), ±(t−1)^ClipExponent) with the v of the step before; m ← m + (1−β₁)(c−m); p ← p − (lr·λ·p + lr·m);
/// v ← β₂v + (1−β₂)g². There is no correction of bias. PyTorch has no ADOPT; timm's has 1/3 as exponent.
/// </remarks>
public sealed record AdoptOptions : RuleOptions
{
    private static readonly string[] AllStateNames = ["exp_avg", "exp_avg_sq"];

    /// <summary>β₁, the decay of the first moment. Default 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Beta1 { get; init => field = Require.Coefficient(value); } = 0.9;

    /// <summary>β₂, the decay of the second moment. Default 0.9999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Beta2 { get; init => field = Require.Coefficient(value); } = 0.9999;

    /// <summary>ε, the least that a gradient is divided by. Default 1e-6.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double Epsilon { get; init => field = Require.AtLeastZero(value); } = 1e-6;

    /// <summary>The normalized gradient of step t is clipped to ±(t−1) to the power of this; null does not clip. Default 0.25.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double? ClipExponent { get; init => field = value is double exponent ? Require.AtLeastZero(exponent, nameof(ClipExponent)) : null; } = 0.25;

    /// <summary>λ of an L2 penalty: λ times the value is added to the gradient. timm's <c>weight_decay</c> unless
    /// <c>decoupled</c>. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double L2Penalty { get; init => field = Require.AtLeastZero(value); }

    /// <summary>λ of decoupled decay: each step but the first takes ηα·λ·p from p. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); }

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    /// <inheritdoc/>
    protected internal override StateKind KindOfState(int index) => index == 0 ? StateKind.SignedAverage : StateKind.NonNegativeAverage;

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (AdoptOptions)base.Map(map) with
    {
        Beta1 = map.Number(nameof(Beta1), Beta1, "betas[0]"),
        Beta2 = map.Number(nameof(Beta2), Beta2, "betas[1]"),
        Epsilon = map.Number(nameof(Epsilon), Epsilon, "eps"),
        ClipExponent = map.Number(nameof(ClipExponent), ClipExponent, "clip_exp"),
        L2Penalty = map.Number(nameof(L2Penalty), L2Penalty, "weight_decay unless decoupled"),
        WeightDecay = map.Number(nameof(WeightDecay), WeightDecay, "weight_decay if decoupled"),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { L2Penalty = 0, WeightDecay = 0 };

    internal override void Validate() => Require.OneDecay(L2Penalty, WeightDecay);

    /// <inheritdoc/>
    protected override double? Decay(double learningRate, long t) => L2Penalty > 0 ? null : t > 1 ? learningRate * WeightDecay : 0;

    /// <inheritdoc/>
    protected override void SelectRule<T, TSink>(double learningRate, long t, TSink sink)
    {
        if (L2Penalty > 0)
        {
            sink.Use(new AdoptRule<T, L2Penalty>(this, learningRate, L2Penalty, t));
        }
        else if (WeightDecay > 0)
        {
            sink.Use(new AdoptRule<T, DecoupledDecay>(this, learningRate, learningRate * WeightDecay, t));
        }
        else
        {
            sink.Use(new AdoptRule<T, NoDecay>(this, learningRate, 0, t));
        }
    }
}
