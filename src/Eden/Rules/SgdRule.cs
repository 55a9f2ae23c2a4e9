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
    private readonly Constant<T> _lambda;
    private readonly Constant<T> _learningRate;
    private readonly Constant<T> _momentum;
    private readonly Constant<T> _gradientShare;
    private readonly Constant<T> _leastB;

    /// <summary>The scalars of step <paramref name="step"/>; the first stores the gradient undamped.</summary>
    public SgdRule(SgdOptions options, double learningRate, double lambda, long step)
    {
        _lambda = new(lambda);
        _learningRate = new(learningRate);
        _momentum = new(options.Momentum, nameof(options.Momentum));
        Constant<T> damped = new(1 - options.Dampening, "1 − Dampening");
        _gradientShare = step == 1 ? new(1) : damped;
        _leastB = new(Denormals.MomentThreshold<T>(learningRate));
    }

    public static int StateCount => TMomentum.StateCount;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane p, TLane g, ref TLane momentum, ref TLane unused1, ref TLane unused2)
        where TLane : struct, ILane<TLane, T>
    {
        g = TDecay.Gradient(_lambda, p, g);
        momentum = TLane.ZeroBelow(TLane.Abs(momentum), TLane.Of(_leastB), momentum);
        TLane direction = TMomentum.Direction(_momentum, _gradientShare, g, ref momentum);
        return TDecay.Apply(_lambda, p, TLane.Of(_learningRate) * direction);
    }
}

/// <summary>The direction in which gradient descent steps.</summary>
internal interface IMomentum
{
    static abstract int StateCount { get; }

    static abstract TLane Direction<TLane, T>(in Constant<T> mu, in Constant<T> gradientShare, TLane g, ref TLane b)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>The gradient.</summary>
internal readonly struct NoMomentum : IMomentum
{
    public static int StateCount => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Direction<TLane, T>(in Constant<T> mu, in Constant<T> gradientShare, TLane g, ref TLane b)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => g;
}

/// <summary>b ← μb + (1−τ)g; b.</summary>
internal readonly struct HeavyBall : IMomentum
{
    public static int StateCount => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Direction<TLane, T>(in Constant<T> mu, in Constant<T> gradientShare, TLane g, ref TLane b)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        b = TLane.Fma(TLane.Of(mu), b, TLane.Of(gradientShare) * g);
}

/// <summary>b ← μb + (1−τ)g; g + μb.</summary>
internal readonly struct Nesterov : IMomentum
{
    public static int StateCount => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Direction<TLane, T>(in Constant<T> mu, in Constant<T> gradientShare, TLane g, ref TLane b)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TLane.Fma(TLane.Of(mu), HeavyBall.Direction(mu, gradientShare, g, ref b), g);
}
