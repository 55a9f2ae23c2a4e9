using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>Lion (Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023, Algorithm 2): steps of one size along the
/// sign of a moving average.</summary>
internal readonly struct LionRule<T, TDecay, TAverage, TMask> : IUpdateRule<LionRule<T, TDecay, TAverage, TMask>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TDecay : struct, IDecay
    where TAverage : struct, IMovingAverage
    where TMask : struct, IMask
{
    private readonly Constant<T> _lambda;
    private readonly FirstMoment<T, TAverage> _moment;
    private readonly Constant<T> _beta1;
    private readonly Constant<T> _oneMinusBeta1;
    private readonly Constant<T> _learningRate;
    private readonly Constant<T> _maskScale;

    /// <summary>The scalars, the same in every step, narrowed once.</summary>
    public LionRule(LionOptions options, double learningRate, double lambda)
    {
        _lambda = new(lambda);

        // Without a gradient m decays for ever, and its last bit would move the weight at full speed for ever.
        _moment = new FirstMoment<T, TAverage>(options.Beta2, Denormals.MomentThreshold<T>(1));
        _beta1 = new(options.Beta1);
        _oneMinusBeta1 = new(1 - options.Beta1);
        _learningRate = new(learningRate);
    }

    private LionRule(in LionRule<T, TDecay, TAverage, TMask> rule, double maskScale)
    {
        this = rule;
        _maskScale = new(maskScale);
    }

    public static int StateCount => 1;

    public static bool IsMasked => TMask.IsMasked;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane p, TLane g, ref TLane m, ref TLane unused1, ref TLane unused2)
        where TLane : struct, ILane<TLane, T>
    {
        TLane direction = Direction(g, m);
        TLane sign = Signs.Of<TLane, T>(direction);
        m = _moment.Next(m, g);

        // 0 times the direction adds nothing, or makes NaN of one that is NaN or infinite: its sign would hide it.
        TLane u = TLane.Fma(TLane.Broadcast(T.Zero), direction, TLane.Of(_learningRate) * sign);
        return TDecay.Apply(_lambda, p, TMask.Apply(_maskScale, u, sign, g));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Passes<TLane>(in LionRule<T, TDecay, TAverage, TMask> rule, TLane g, TLane m)
        where TLane : struct, ILane<TLane, T> => CautiousMask.Passes<TLane, T>(rule.Direction(g, m), g);

    /// <inheritdoc/>
    public static LionRule<T, TDecay, TAverage, TMask> ForParameter(in LionRule<T, TDecay, TAverage, TMask> rule, long passing, long length) =>
        new(rule, CautiousMask.Scale(passing, length));

    /// <summary>c = β₁m + (1−β₁)g.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLane Direction<TLane>(TLane g, TLane m)
        where TLane : struct, ILane<TLane, T> =>
        TLane.Fma(TLane.Of(_beta1), m, TLane.Of(_oneMinusBeta1) * g);
}
