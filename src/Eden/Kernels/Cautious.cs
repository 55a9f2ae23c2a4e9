using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>The cautious mask (Liang et al., "Cautious Optimizers", 2024): elements of an update whose sign is the gradient's, scaled up to
/// the size of the whole.</summary>
internal static class Cautious
{
    private const double LeastShare = 1e-3;

    /// <summary>1 where update and gradient have one sign. Signs are multiplied, not numbers, which could underflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Agreement<TLane, T>(TLane update, TLane g)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TLane.OneWherePositive(TLane.Sign(update) * TLane.Sign(g));

    /// <summary>1 over the share that agrees, which counts as at least a thousandth.</summary>
    public static double Scale(double agreeing, long length) => 1 / Math.Max(agreeing / Math.Max(length, 1), LeastShare);
}
