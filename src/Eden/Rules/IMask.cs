using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>Which elements of an update are taken.</summary>
internal interface IMask
{
    static abstract bool IsMasked { get; }

    /// <summary>The update <paramref name="u"/> along <paramref name="direction"/>, masked.</summary>
    static abstract TLane Apply<TLane, T>(in Constant<T> scale, TLane u, TLane direction, TLane g)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>All of them.</summary>
internal readonly struct NoMask : IMask
{
    public static bool IsMasked => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Apply<TLane, T>(in Constant<T> scale, TLane u, TLane direction, TLane g)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => u;
}

/// <summary>Those that agree with the gradient in sign, scaled up to the size of the whole: the cautious mask (Liang et al.,
/// "Cautious Optimizers", 2024).</summary>
internal readonly struct CautiousMask : IMask
{
    private const double LeastShare = 1e-3;

    public static bool IsMasked => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Apply<TLane, T>(in Constant<T> scale, TLane u, TLane direction, TLane g)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => u * (TLane.Of(scale) * Passes<TLane, T>(direction, g));

    /// <summary>1 where direction and gradient have one sign. Signs are multiplied, not numbers, which could underflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Passes<TLane, T>(TLane direction, TLane g)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TLane.OneWherePositive(Signs.Of<TLane, T>(direction) * Signs.Of<TLane, T>(g));

    /// <summary>1 over the share that passes, which counts as at least a thousandth.</summary>
    public static double Scale(long passing, long length) => 1 / Math.Max((double)passing / Math.Max(length, 1), LeastShare);
}

/// <summary>The sign of each element.</summary>
internal static class Signs
{
    /// <summary>1, −1, or 0 for zero and, as PyTorch's <c>sign</c>, for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Of<TLane, T>(TLane x)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TLane.OneWherePositive(x) - TLane.OneWherePositive(TLane.Broadcast(T.Zero) - x);
}
