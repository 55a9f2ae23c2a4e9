using Eden.Rules;

namespace Eden;

/// <summary>Adamax (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, Algorithm 2): Adam with the infinity norm, as PyTorch has it. PyTorch's defaults; the learning rate is 2e-3.</summary>
/// <remarks>
/// With lr = ηα and g negated first when maximizing: g ← λp + g; m as in <see cref="Adam{T}"/>; u ← max(β₂u, |g| + ε);
/// p ← p − lr/(1−β₁ᵗ) · m/u. The paper has no ε.
/// </remarks>
public sealed record AdamaxOptions : MomentOptions
{
    private static readonly string[] AllStateNames = ["exp_avg", "exp_inf"];

    /// <summary>Makes options with the defaults.</summary>
    public AdamaxOptions() => LearningRate = 2e-3;

    /// <summary>λ of an L2 penalty: λ times the value is added to the gradient. PyTorch's <c>weight_decay</c>. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double L2Penalty { get; init => field = Require.AtLeastZero(value); }

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    /// <inheritdoc/>
    protected internal override StateKind KindOfState(int index) => index == 0 ? StateKind.SignedAverage : StateKind.Exact;

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (AdamaxOptions)base.Map(map) with
    {
        L2Penalty = map.Number(nameof(L2Penalty), L2Penalty, "weight_decay"),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { L2Penalty = 0 };

    /// <inheritdoc/>
    protected override (double L2Penalty, double WeightDecay) Lambdas => (L2Penalty, 0);

    /// <inheritdoc/>
    protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink) =>
        sink.Use(new AdamaxDirection<T>(this, learningRate, t));
}
