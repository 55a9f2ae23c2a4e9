namespace Eden;

/// <summary>What the options of optimizers with a first and a second moment have in common.</summary>
public abstract record MomentOptions : DirectionOptions
{
    private protected MomentOptions()
    {
    }

    /// <summary>β₁, the decay of the first moment. Default 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Beta1 { get; init => field = Require.Coefficient(value); } = 0.9;

    /// <summary>β₂, the decay of the second moment. Default 0.999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Beta2 { get; init => field = Require.Coefficient(value); } = 0.999;

    /// <summary>ε, added to the root of the second moment (docs/algorithms.md says where, for each optimizer). Default 1e-8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double Epsilon { get; init => field = Require.AtLeastZero(value); } = 1e-8;

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (MomentOptions)base.Map(map) with
    {
        Beta1 = map.Number(nameof(Beta1), Beta1, "betas[0]"),
        Beta2 = map.Number(nameof(Beta2), Beta2, "betas[1]"),
        Epsilon = map.Number(nameof(Epsilon), Epsilon, "eps"),
    };
}
