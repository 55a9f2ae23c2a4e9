using Eden.Checkpoints;

namespace Eden;

/// <summary>Options of <see cref="AdamW{T}"/>, with PyTorch's defaults.</summary>
public sealed record AdamWOptions : AdaptiveMomentOptions
{
    /// <summary>λ, the rate at which a value decays towards zero in each step. Default 0.01.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); } = 0.01;

    /// <summary>What λ is multiplied by. Default <see cref="DecayScaling.LearningRate"/>, as PyTorch.</summary>
    public DecayScaling DecayScaling { get; init => field = Require.Defined(value); }

    /// <summary>Whether to take only those elements of an update whose sign agrees with the gradient's, scaled by
    /// 1/max(share of them in the parameter, 1e-3) (Liang et al., "Cautious Optimizers", 2024). Decay is not masked. Costs one
    /// more reading of gradient and first moment. Default <see langword="false"/>.</summary>
    public bool Cautious { get; init; }

    internal override bool IsMasked => Cautious;

    internal override OptimizerOptions Map(IOptionMap map) => (AdamWOptions)base.Map(map) with
    {
        WeightDecay = map.Number(nameof(WeightDecay), WeightDecay),
        DecayScaling = map.Choice(nameof(DecayScaling), DecayScaling),
        Cautious = map.Flag(nameof(Cautious), Cautious),
    };

    internal override OptimizerOptions WithoutDecay() => this with { WeightDecay = 0 };

    private protected override (double L2Penalty, double WeightDecay) Lambdas => (0, WeightDecay);

    private protected override double DecayScale(double scheduleMultiplier) =>
        DecayScaling == DecayScaling.LearningRate ? base.DecayScale(scheduleMultiplier) : scheduleMultiplier;
}
