using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Kernels;

/// <summary>What happens to a gradient on its way into a rule, and to its memory afterwards.</summary>
internal unsafe interface IGradientUse<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    TLane Take<TLane>(T* gradient)
        where TLane : struct, ILane<TLane, T>;
}

/// <summary>Each element times a factor: loss scale, clipping by norm and direction in one. 1 and −1 are exact.</summary>
internal readonly unsafe struct ScaledGradient<T>(T scale) : IGradientUse<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Take<TLane>(T* gradient)
        where TLane : struct, ILane<TLane, T> => TLane.Broadcast(scale) * TLane.Load(gradient);
}

/// <summary>Scaled, then clamped to ±limit (infinity clamps nothing); the memory becomes zero if asked.</summary>
internal readonly unsafe struct PreparedGradient<T>(T scale, T limit, bool clear) : IGradientUse<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Take<TLane>(T* gradient)
        where TLane : struct, ILane<TLane, T>
    {
        TLane g = TLane.Broadcast(scale) * TLane.Load(gradient);
        if (clear)
        {
            TLane.Store(TLane.Broadcast(T.Zero), gradient);
        }

        return TLane.Max(TLane.Broadcast(-limit), TLane.Min(TLane.Broadcast(limit), g));
    }
}
