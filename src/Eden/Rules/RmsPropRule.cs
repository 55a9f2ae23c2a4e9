using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>RMSprop (Hinton 2012, lecture 6e; centered after Graves 2013) as PyTorch's.</summary>
internal readonly struct RmsPropRule<T, TDecay, TAverage, TCentering, TMomentum> : IUpdateRule<RmsPropRule<T, TDecay, TAverage, TCentering, TMomentum>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TDecay : struct, IDecay
    where TAverage : struct, IMovingAverage
    where TCentering : struct, ICentering
    where TMomentum : struct, IMomentum
{
    private readonly Constant<T> _lambda;
    private readonly FirstMoment<T, TAverage> _mean;
    private readonly SecondMoment<T> _square;
    private readonly Constant<T> _epsilon;
    private readonly Constant<T> _momentum;
    private readonly Constant<T> _gradientShare;
    private readonly Constant<T> _leastB;
    private readonly Constant<T> _learningRate;

    /// <summary>The scalars, the same in every step, narrowed once.</summary>
    public RmsPropRule(RmsPropOptions options, double learningRate, double lambda)
    {
        _lambda = new(lambda);
        _square = new SecondMoment<T>(options.Alpha, options.Epsilon);
        _mean = new FirstMoment<T, TAverage>(options.Alpha, _square.ZeroesDenormals ? Denormals.MomentThreshold<T>(1) : 0);
        _epsilon = Constant<T>.NotVanishing(options.Epsilon, nameof(options.Epsilon));
        _momentum = new(options.Momentum, nameof(options.Momentum));
        _gradientShare = new(1);
        _leastB = new(Denormals.MomentThreshold<T>(learningRate));
        _learningRate = new(learningRate);
    }

    public static int StateCount => 1 + TCentering.StateCount + TMomentum.StateCount;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane p, TLane g, ref TLane v, ref TLane state1, ref TLane state2)
        where TLane : struct, ILane<TLane, T>
    {
        g = TDecay.Gradient(_lambda, p, g);
        v = _square.Next(v, g);
        TLane direction;
        if (TCentering.StateCount > 0)
        {
            state1 = _mean.Next(state1, g);
            direction = Direction(g, TCentering.Variance<TLane, T>(v, state1), ref state2);
        }
        else
        {
            direction = Direction(g, v, ref state1);
        }

        return TDecay.Apply(_lambda, p, TLane.Of(_learningRate) * direction);
    }

    /// <summary>b ← μb + g/(√v + ε), or without momentum g/(√v + ε).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLane Direction<TLane>(TLane g, TLane variance, ref TLane b)
        where TLane : struct, ILane<TLane, T>
    {
        b = TLane.ZeroBelow(TLane.Abs(b), TLane.Of(_leastB), b);
        return TMomentum.Direction(_momentum, _gradientShare, g / (TLane.Sqrt(variance) + TLane.Of(_epsilon)), ref b);
    }
}

/// <summary>Whether RMSprop divides by the root of the second moment or by the standard deviation.</summary>
internal interface ICentering
{
    static abstract int StateCount { get; }

    static abstract TLane Variance<TLane, T>(TLane v, TLane mean)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>v.</summary>
internal readonly struct Uncentered : ICentering
{
    public static int StateCount => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Variance<TLane, T>(TLane v, TLane mean)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => v;
}

/// <summary>v − ḡ², and zero where rounding would make it negative.</summary>
internal readonly struct Centered : ICentering
{
    public static int StateCount => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Variance<TLane, T>(TLane v, TLane mean)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TLane.Max(TLane.Broadcast(T.Zero), TLane.Fma(TLane.Broadcast(T.Zero) - mean, mean, v));
}
