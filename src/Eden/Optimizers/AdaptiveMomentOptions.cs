using System.Numerics;
using Eden.Rules;

namespace Eden;

/// <summary>What <see cref="AdamOptions"/> and <see cref="AdamWOptions"/> have in common.</summary>
public abstract record AdaptiveMomentOptions : OptimizerOptions
{
    private static readonly string[] AllStateNames = ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"];

    private protected AdaptiveMomentOptions()
    {
    }

    /// <summary>β₁, the decay of the first moment. Default 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Beta1 { get; init => field = Require.Coefficient(value); } = 0.9;

    /// <summary>β₂, the decay of the second moment. Default 0.999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double Beta2 { get; init => field = Require.Coefficient(value); } = 0.999;

    /// <summary>ε, added to the root of the bias-corrected second moment. Default 1e-8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double Epsilon { get; init => field = Require.AtLeastZero(value); } = 1e-8;

    /// <summary>Whether to divide by the largest second moment so far (AMSGrad; Reddi, Kale and Kumar 2018). The maximum
    /// is taken of the moment before bias correction, as PyTorch does. Default <see langword="false"/>.</summary>
    public bool Amsgrad { get; init; }

    internal sealed override int StateCount => Amsgrad ? LargestMoment.StateCount : CurrentMoment.StateCount;

    internal sealed override ReadOnlySpan<string> StateNames => AllStateNames.AsSpan(0, StateCount);

    private protected void SelectAdam<T, TDecay, TSink>(double scheduleMultiplier, double lambda, long step, ref TSink sink)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TDecay : struct, IDecay
        where TSink : IRuleSink<T>
    {
        if (Beta1 < 0.5)
        {
            SelectAdam<T, TDecay, FromGradient, TSink>(scheduleMultiplier * LearningRate, lambda, step, ref sink);
        }
        else
        {
            SelectAdam<T, TDecay, FromAverage, TSink>(scheduleMultiplier * LearningRate, lambda, step, ref sink);
        }
    }

    private void SelectAdam<T, TDecay, TAverage, TSink>(double learningRate, double lambda, long step, ref TSink sink)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TDecay : struct, IDecay
        where TAverage : struct, IMovingAverage
        where TSink : IRuleSink<T>
    {
        if (Amsgrad)
        {
            sink.Use(new AdamRule<T, TDecay, TAverage, LargestMoment>(this, learningRate, lambda, step));
        }
        else
        {
            sink.Use(new AdamRule<T, TDecay, TAverage, CurrentMoment>(this, learningRate, lambda, step));
        }
    }
}
