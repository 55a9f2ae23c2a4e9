using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>Gradient descent as PyTorch's SGD, without momentum, with momentum, or with Nesterov's (Sutskever et al. 2013).</summary>
internal readonly struct SgdRule<T, TDecay, TMomentum> : IUpdateRule<SgdRule<T, TDecay, TMomentum>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TDecay : struct, IDecay
    where TMomentum : struct, IMomentum
{
    private readonly T _lambda;
    private readonly T _learningRate;
    private readonly T _momentum;
    private readonly T _gradientShare;
    private readonly T _leastB;

    /// <summary>The scalars of step <paramref name="step"/>; the first stores the gradient undamped.</summary>
    public SgdRule(SgdOptions options, double learningRate, double lambda, long step)
    {
        _lambda = T.CreateTruncating(lambda);
        _learningRate = T.CreateTruncating(learningRate);
        _momentum = T.CreateTruncating(options.Momentum);
        _gradientShare = step == 1 ? T.One : T.CreateTruncating(1 - options.Dampening);
        _leastB = T.CreateTruncating(Denormals.MomentThreshold<T>(learningRate));
    }

    public static int StateCount => TMomentum.StateCount;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane p, TLane g, ref TLane momentum, ref TLane unused1, ref TLane unused2)
        where TLane : struct, ILane<TLane, T>
    {
        g = TDecay.Gradient(_lambda, p, g);
        momentum = TLane.ZeroBelow(momentum, TLane.Broadcast(_leastB));
        TLane direction = TMomentum.Direction(_momentum, _gradientShare, g, ref momentum);
        return TDecay.Apply(_lambda, p, TLane.Broadcast(_learningRate) * direction);
    }
}

/// <summary>The direction in which gradient descent steps.</summary>
internal interface IMomentum
{
    static abstract int StateCount { get; }

    static abstract TLane Direction<TLane, T>(T mu, T gradientShare, TLane g, ref TLane b)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>The gradient.</summary>
internal readonly struct NoMomentum : IMomentum
{
    public static int StateCount => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Direction<TLane, T>(T mu, T gradientShare, TLane g, ref TLane b)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => g;
}

/// <summary>b ← μb + (1−τ)g; b.</summary>
internal readonly struct HeavyBall : IMomentum
{
    public static int StateCount => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Direction<TLane, T>(T mu, T gradientShare, TLane g, ref TLane b)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        b = TLane.Fma(TLane.Broadcast(mu), b, TLane.Broadcast(gradientShare) * g);
}

/// <summary>b ← μb + (1−τ)g; g + μb.</summary>
internal readonly struct Nesterov : IMomentum
{
    public static int StateCount => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Direction<TLane, T>(T mu, T gradientShare, TLane g, ref TLane b)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TLane.Fma(TLane.Broadcast(mu), HeavyBall.Direction(mu, gradientShare, g, ref b), g);
}
