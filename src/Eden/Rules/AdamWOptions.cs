namespace Eden;

/// <summary>AdamW (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, Algorithm 2): Adam whose weight decay does not pass through the moments. PyTorch's defaults.</summary>
/// <remarks>
/// With lr = ηα and g negated first when maximizing: m ← m + (1−β₁)(g−m); v ← β₂v + (1−β₂)g²;
/// u = lr·√(1−β₂ᵗ)/(1−β₁ᵗ) · m/(√v + ε√(1−β₂ᵗ)); p ← p − (lr·λ·p + u). PyTorch multiplies p by 1 − lr·λ rounded to float32
/// instead, which loses decay where lr·λ is small; here it is kept (docs/numerics.md).
/// </remarks>
public sealed record AdamWOptions : AdaptiveMomentOptions
{
    /// <summary>λ, the rate at which a value decays towards zero in each step. Default 0.01.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); } = 0.01;

    /// <summary>What λ is multiplied by. Default <see cref="DecayScaling.LearningRate"/>, as PyTorch.</summary>
    public DecayScaling DecayScaling { get; init => field = Require.Defined(value); }

    /// <summary>Whether a value decays only where the update does not move it away from 0 (Chen et al., "Cautious Weight Decay", 2025).
    /// PyTorch has no such option. Default <see langword="false"/>.</summary>
    public bool CautiousDecay { get; init; }

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (AdamWOptions)base.Map(map) with
    {
        WeightDecay = map.Number(nameof(WeightDecay), WeightDecay, "weight_decay if decoupled_weight_decay"),
        DecayScaling = map.Choice(nameof(DecayScaling), DecayScaling),
        CautiousDecay = map.Flag(nameof(CautiousDecay), CautiousDecay),
    };

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this with { WeightDecay = 0 };

    /// <inheritdoc/>
    protected override (double L2Penalty, double WeightDecay) Lambdas => (0, WeightDecay);

    private protected override bool MasksDecay => CautiousDecay;

    private protected override double DecayScale(double scheduleMultiplier) => DecayScaling switch
    {
        DecayScaling.LearningRate => base.DecayScale(scheduleMultiplier),
        DecayScaling.Corrected => scheduleMultiplier * base.DecayScale(scheduleMultiplier),
        _ => scheduleMultiplier,
    };
}
