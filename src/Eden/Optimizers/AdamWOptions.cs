namespace Eden;

/// <summary>Options of <see cref="AdamW{T}"/>, with PyTorch's defaults.</summary>
public sealed record AdamWOptions : AdaptiveMomentOptions
{
    /// <summary>λ, the rate at which a value decays towards zero in each step. Default 0.01.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); } = 0.01;

    /// <summary>What λ is multiplied by. Default <see cref="DecayScaling.LearningRate"/>, as PyTorch.</summary>
    public DecayScaling DecayScaling { get; init => field = Require.Defined(value); }

    internal override void SelectRule<T, TSink>(double scheduleMultiplier, long step, ref TSink sink)
    {
        double learningRate = scheduleMultiplier * LearningRate;
        double decayScale = DecayScaling == DecayScaling.LearningRate ? learningRate : scheduleMultiplier;
        SelectDecay<T, TSink>(0, WeightDecay, decayScale, learningRate, step, ref sink);
    }
}
