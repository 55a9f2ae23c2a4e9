using System.Numerics;
using Eden.Checkpoints;
using Eden.Rules;

namespace Eden;

/// <summary>What the options of optimizers with a first and a second moment have in common.</summary>
public abstract record MomentOptions : DecayOptions
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

    internal override OptimizerOptions Map(IOptionMap map) => (MomentOptions)base.Map(map) with
    {
        Beta1 = map.Number(nameof(Beta1), Beta1),
        Beta2 = map.Number(nameof(Beta2), Beta2),
        Epsilon = map.Number(nameof(Epsilon), Epsilon),
    };

    private protected sealed override void SelectWith<T, TDecay, TSink>(double learningRate, double lambda, long step, TSink sink)
    {
        if (Beta1 < 0.5)
        {
            SelectWith<T, TDecay, FromGradient, TSink>(learningRate, lambda, step, sink);
        }
        else
        {
            SelectWith<T, TDecay, FromAverage, TSink>(learningRate, lambda, step, sink);
        }
    }

    /// <summary>Hands the rule with a decay and a moving average to <paramref name="sink"/>.</summary>
    private protected abstract void SelectWith<T, TDecay, TAverage, TSink>(double learningRate, double lambda, long step, TSink sink)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TDecay : struct, IDecay
        where TAverage : struct, IMovingAverage
        where TSink : IRuleSink<T>;
}
