using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>A moving average of values: the average stands in the place of a value, and the value in that of its gradient.</summary>
/// <param name="beta">What the average keeps of itself, from 0 to below 1.</param>
internal readonly struct AverageRule<T>(double beta) : IRule<AverageRule<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly FirstMoment<T> _average = new(beta, least: 0);

    public static int StateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane average, TLane value, ref TLane unused0, ref TLane unused1, ref TLane unused2, ref TLane unused3)
        where TLane : struct, ILane<TLane, T> => _average.Next(average, value);
}
