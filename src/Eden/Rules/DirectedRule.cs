using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>The step along a direction: g ← decay(g); u ← direction(g); p ← decay(p, u).</summary>
internal readonly struct DirectedRule<T, TDirection, TDecay>(in TDirection direction, double lambda) : IRule<DirectedRule<T, TDirection, TDecay>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TDirection : struct, IDirection<TDirection, T>
    where TDecay : struct, IDecay
{
    private readonly TDirection _direction = direction;
    private readonly Constant<T> _lambda = new(lambda);

    public static int StateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TDirection.StateCount;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane p, TLane g, ref TLane state0, ref TLane state1, ref TLane state2, ref TLane state3)
        where TLane : struct, ILane<TLane, T>
    {
        g = TDecay.Gradient(_lambda, p, g);
        return TDecay.Apply(_lambda, p, _direction.Update(g, ref state0, ref state1, ref state2, ref state3));
    }
}
