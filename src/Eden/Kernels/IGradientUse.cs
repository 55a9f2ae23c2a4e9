using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Kernels;

/// <summary>What happens to a gradient on its way into a rule, and to its memory afterwards.</summary>
internal unsafe interface IGradientUse<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    TLane Take<TLane>(T* gradient)
        where TLane : struct, IMemoryLane<TLane, T>;
}

/// <summary>As it is.</summary>
internal readonly unsafe struct PlainGradient<T> : IGradientUse<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Take<TLane>(T* gradient)
        where TLane : struct, IMemoryLane<TLane, T> => TLane.Load(gradient);
}

/// <summary>Each element times a factor: loss scale, clipping by norm and direction in one. 1 and −1 are exact.</summary>
internal readonly unsafe struct ScaledGradient<T>(double scale) : IGradientUse<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Constant<T> _scale = Constant<T>.Unchecked(scale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Take<TLane>(T* gradient)
        where TLane : struct, IMemoryLane<TLane, T> => TLane.Broadcast(_scale) * TLane.Load(gradient);
}

/// <summary>Scaled, then clamped to ±limit (infinity clamps nothing); the memory becomes zero if asked.</summary>
internal readonly unsafe struct PreparedGradient<T>(GradientUse use) : IGradientUse<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Constant<T> _reduction = new(use.Reduction<T>());
    private readonly Constant<T> _scale = Constant<T>.Unchecked(use.Scale / use.Reduction<T>());
    private readonly Constant<T> _least = Constant<T>.Unchecked(-use.Limit);
    private readonly Constant<T> _largest = Constant<T>.Unchecked(use.Limit);
    private readonly bool _clears = use.Clear;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Take<TLane>(T* gradient)
        where TLane : struct, IMemoryLane<TLane, T>
    {
        TLane g = TLane.Broadcast(_scale) * (TLane.Broadcast(_reduction) * TLane.Load(gradient));
        if (_clears)
        {
            TLane.Store(TLane.Broadcast(T.Zero), gradient);
        }

        return TLane.Max(TLane.Broadcast(_least), TLane.Min(TLane.Broadcast(_largest), g));
    }
}
