namespace Eden;

/// <summary>Adam (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, Algorithm 1), with AMSGrad and an L2 penalty as PyTorch has them. PyTorch's defaults.</summary>
/// <remarks>
/// With lr = ηα and g negated first when maximizing: g ← λp + g; m ← m + (1−β₁)(g−m); v ← β₂v + (1−β₂)g²;
/// p ← p − lr·√(1−β₂ᵗ)/(1−β₁ᵗ) · m/(√v + ε√(1−β₂ᵗ)). An L2 penalty passes through the moments, so it shrinks weights with
/// large gradients less; <see cref="AdamW{T}"/> decays all weights alike.
/// </remarks>
public sealed record AdamOptions : AdaptiveMomentOptions
{
    /// <summary>λ of an L2 penalty: λ times the value is added to the gradient, so the moments see it. Default 0. For
    /// decay that the moments do not see, use <see cref="AdamW{T}"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double L2Penalty { get; init => field = Require.AtLeastZero(value); }

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (AdamOptions)base.Map(map) with
    {
        L2Penalty = map.Number(nameof(L2Penalty), L2Penalty, "weight_decay unless decoupled_weight_decay"),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { L2Penalty = 0 };

    /// <inheritdoc/>
    protected override (double L2Penalty, double WeightDecay) Lambdas => (L2Penalty, 0);
}
