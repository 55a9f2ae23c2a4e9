using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>A moving average of values: the average stands in the place of a value, and the value in that of its gradient.</summary>
/// <param name="beta">What the average keeps of itself, from 0 to below 1.</param>
internal readonly struct AverageRule<T, TAverage>(double beta) : IUpdateRule<AverageRule<T, TAverage>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TAverage : struct, IMovingAverage
{
    private readonly FirstMoment<T, TAverage> _average = new(beta, least: 0);

    public static int StateCount => 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane average, TLane value, ref TLane unused0, ref TLane unused1, ref TLane unused2)
        where TLane : struct, ILane<TLane, T> => _average.Next(average, value);
}
