using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>How a rule shrinks weights: through the gradient, past it, or not at all.</summary>
internal interface IDecay
{
    /// <summary>Whether decay passes through the gradient.</summary>
    static abstract bool ChangesGradient { get; }

    /// <summary>The gradient that the moments see.</summary>
    static abstract TLane Gradient<TLane, T>(in Constant<T> lambda, TLane p, TLane g)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The value after update <paramref name="u"/>.</summary>
    static abstract TLane Apply<TLane, T>(in Constant<T> lambda, TLane p, TLane u)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>g; p ← p − u.</summary>
internal readonly struct NoDecay : IDecay
{
    public static bool ChangesGradient
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Gradient<TLane, T>(in Constant<T> lambda, TLane p, TLane g)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => g;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Apply<TLane, T>(in Constant<T> lambda, TLane p, TLane u)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => p - u;
}

/// <summary>g ← λp + g; p ← p − u. The L2 penalty ½λ‖p‖² of the loss.</summary>
internal readonly struct L2Penalty : IDecay
{
    public static bool ChangesGradient
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Gradient<TLane, T>(in Constant<T> lambda, TLane p, TLane g)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TLane.Fma(TLane.Broadcast(lambda), p, g);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Apply<TLane, T>(in Constant<T> lambda, TLane p, TLane u)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => p - u;
}

/// <summary>g; p ← p − (λp + u), λ being what decays in one step. Decay and update meet before they touch p, so that
/// a decay too small for p alone is not rounded away (docs/numerics.md).</summary>
internal readonly struct DecoupledDecay : IDecay
{
    public static bool ChangesGradient
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Gradient<TLane, T>(in Constant<T> lambda, TLane p, TLane g)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => g;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Apply<TLane, T>(in Constant<T> lambda, TLane p, TLane u)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => p - TLane.Fma(TLane.Broadcast(lambda), p, u);
}

/// <summary>g; p ← p − (λp + u) where u does not move p away from 0, elsewhere p ← p − u (Chen et al., "Cautious Weight Decay", 2025).</summary>
internal readonly struct MaskedDecay : IDecay
{
    public static bool ChangesGradient
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Gradient<TLane, T>(in Constant<T> lambda, TLane p, TLane g)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => g;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Apply<TLane, T>(in Constant<T> lambda, TLane p, TLane u)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The sign of p, not p: the product of two small numbers could underflow.
        TLane decay = TLane.ZeroBelow(TLane.Sign(p) * u, TLane.Broadcast(T.Zero), TLane.Broadcast(lambda));
        return p - TLane.Fma(decay, p, u);
    }
}
