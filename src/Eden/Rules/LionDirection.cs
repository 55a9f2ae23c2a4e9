using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>Lion (Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023, Algorithm 2): steps of one size along the
/// sign of a moving average.</summary>
internal readonly struct LionDirection<T> : IDirection<LionDirection<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly FirstMoment<T> _moment;
    private readonly Constant<T> _beta1;
    private readonly Constant<T> _oneMinusBeta1;
    private readonly Constant<T> _learningRate;

    /// <summary>The scalars, the same in every step, narrowed once.</summary>
    public LionDirection(LionOptions options, double learningRate)
    {
        // Without a gradient m decays for ever, and its last bit would move the weight at full speed for ever.
        _moment = new FirstMoment<T>(options.Beta2, Denormals.MomentThreshold<T>(1));
        _beta1 = new(options.Beta1);
        _oneMinusBeta1 = new(1 - options.Beta1);
        _learningRate = new(learningRate);
    }

    public static int StateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane g, ref TLane m, ref TLane unused1, ref TLane unused2, ref TLane unused3)
        where TLane : struct, ILane<TLane, T>
    {
        TLane mean = Mean(g, m);
        TLane sign = TLane.Sign(mean);
        m = _moment.Next(m, g);

        // 0 times the mean adds nothing, or makes NaN of one that is NaN or infinite: its sign would hide it.
        return TLane.Fma(TLane.Broadcast(T.Zero), mean, TLane.Broadcast(_learningRate) * sign);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Sign<TLane>(in LionDirection<T> direction, TLane g, TLane m, TLane unused1, TLane unused2, TLane unused3)
        where TLane : struct, ILane<TLane, T> => direction.Mean(g, m);

    /// <summary>c = β₁m + (1−β₁)g.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLane Mean<TLane>(TLane g, TLane m)
        where TLane : struct, ILane<TLane, T> =>
        TLane.Fma(TLane.Broadcast(_beta1), m, TLane.Broadcast(_oneMinusBeta1) * g);
}
