using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>RMSprop (Hinton 2012, lecture 6e; centered after Graves 2013) as PyTorch's.</summary>
internal readonly struct RmsPropDirection<T, TCentered, TMomentum> : IDirection<RmsPropDirection<T, TCentered, TMomentum>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TCentered : struct, IFlag
    where TMomentum : struct, IFlag
{
    private readonly FirstMoment<T> _mean;
    private readonly SecondMoment<T> _square;
    private readonly Constant<T> _epsilon;
    private readonly Constant<T> _momentum;
    private readonly Constant<T> _least;
    private readonly Constant<T> _learningRate;

    /// <summary>The scalars, the same in every step, narrowed once.</summary>
    public RmsPropDirection(RmsPropOptions options, double learningRate)
    {
        _square = new SecondMoment<T>(options.Alpha, options.Epsilon);
        _mean = new FirstMoment<T>(options.Alpha, _square.ZeroesDenormals ? Denormals.MomentThreshold<T>(1) : 0);
        _epsilon = Constant<T>.NotVanishing(options.Epsilon, nameof(options.Epsilon));
        _momentum = new(options.Momentum, nameof(options.Momentum));
        _least = new(Denormals.MomentThreshold<T>(learningRate));
        _learningRate = new(learningRate);
    }

    public static int StateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1 + (TCentered.IsOn ? 1 : 0) + (TMomentum.IsOn ? 1 : 0);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane g, ref TLane v, ref TLane state1, ref TLane state2, ref TLane unused)
        where TLane : struct, ILane<TLane, T>
    {
        v = _square.Next(v, g);
        if (!TCentered.IsOn)
        {
            return Descend(g, v, ref state1);
        }

        // v − ḡ², and zero where rounding would make it negative.
        state1 = _mean.Next(state1, g);
        TLane variance = TLane.Max(TLane.Broadcast(T.Zero), TLane.Fma(TLane.Broadcast(T.Zero) - state1, state1, v));
        return Descend(g, variance, ref state2);
    }

    /// <summary>b ← μb + g/(√v + ε), or without momentum g/(√v + ε), times the learning rate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLane Descend<TLane>(TLane g, TLane variance, ref TLane b)
        where TLane : struct, ILane<TLane, T>
    {
        TLane direction = g / (TLane.Sqrt(variance) + TLane.Broadcast(_epsilon));
        if (TMomentum.IsOn)
        {
            b = TLane.ZeroBelow(TLane.Abs(b), TLane.Broadcast(_least), b);
            direction = b = TLane.Fma(TLane.Broadcast(_momentum), b, direction);
        }

        return TLane.Broadcast(_learningRate) * direction;
    }
}
