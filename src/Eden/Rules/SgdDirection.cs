using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>Gradient descent.</summary>
internal readonly struct SgdDirection<T>(double learningRate) : IDirection<SgdDirection<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Constant<T> _learningRate = new(learningRate);

    public static int StateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane g, ref TLane unused1, ref TLane unused2, ref TLane unused3, ref TLane unused4)
        where TLane : struct, ILane<TLane, T> => TLane.Broadcast(_learningRate) * g;
}

/// <summary>Gradient descent with momentum as PyTorch's SGD, also Nesterov's (Sutskever et al. 2013): b ← μb + (1−τ)g, and along b or
/// g + μb.</summary>
/// <typeparam name="T">Float or double.</typeparam>
/// <typeparam name="TNesterov">Nesterov's momentum: asked in the loop, it made a step in cache 13 % slower (docs/LOG.md).</typeparam>
internal readonly struct MomentumDirection<T, TNesterov> : IDirection<MomentumDirection<T, TNesterov>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TNesterov : struct, IFlag
{
    private readonly Constant<T> _learningRate;
    private readonly Constant<T> _momentum;
    private readonly Constant<T> _gradientShare;
    private readonly Constant<T> _least;

    /// <summary>The scalars of step <paramref name="step"/>; the first stores the gradient undamped.</summary>
    public MomentumDirection(SgdOptions options, double learningRate, long step)
    {
        _learningRate = new(learningRate);
        _momentum = new(options.Momentum, nameof(options.Momentum));
        Constant<T> damped = new(1 - options.Dampening, "1 − Dampening");
        _gradientShare = step == 1 ? new(1) : damped;
        _least = new(Denormals.MomentThreshold<T>(learningRate));
    }

    public static int StateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane g, ref TLane b, ref TLane unused1, ref TLane unused2, ref TLane unused3)
        where TLane : struct, ILane<TLane, T>
    {
        b = TLane.ZeroBelow(TLane.Abs(b), TLane.Broadcast(_least), b);
        b = TLane.Fma(TLane.Broadcast(_momentum), b, TLane.Broadcast(_gradientShare) * g);
        return TLane.Broadcast(_learningRate) * (TNesterov.IsOn ? TLane.Fma(TLane.Broadcast(_momentum), b, g) : b);
    }
}
