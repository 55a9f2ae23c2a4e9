using Eden.Checkpoints;

namespace Eden;

/// <summary>Options of <see cref="Adam{T}"/>, with PyTorch's defaults.</summary>
public sealed record AdamOptions : AdaptiveMomentOptions
{
    /// <summary>λ of an L2 penalty: λ times the value is added to the gradient, so the moments see it. Default 0. For
    /// decay that the moments do not see, use <see cref="AdamW{T}"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double L2Penalty { get; init => field = Require.AtLeastZero(value); }

    internal override OptimizerOptions Map(IOptionMap map) => (AdamOptions)base.Map(map) with
    {
        L2Penalty = map.Number(nameof(L2Penalty), L2Penalty),
    };

    internal override OptimizerOptions WithoutDecay() => this with { L2Penalty = 0 };

    private protected override (double L2Penalty, double WeightDecay) Lambdas => (L2Penalty, 0);
}
