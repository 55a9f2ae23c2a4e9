using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>Schedule-Free AdamW (Defazio et al., "The Road Less Scheduled", 2024, Algorithm 1), written in y, where gradients are
/// taken, and z; the average is x = y + (1 − 1/β₁)(z − y).</summary>
internal readonly struct ScheduleFreeAdamWRule<T> : IRule<ScheduleFreeAdamWRule<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Constant<T> _lambda;
    private readonly SecondMoment<T> _second;
    private readonly Constant<T> _stepSize;
    private readonly Constant<T> _epsilon;
    private readonly Constant<T> _weight;
    private readonly Constant<T> _shareOfStep;
    private readonly bool _isFirst;

    /// <summary>The scalars of step <paramref name="step"/>, computed in double and narrowed once.</summary>
    public ScheduleFreeAdamWRule(ScheduleFreeAdamWOptions options, double learningRate, long step)
    {
        double warmup = WarmUpOf(options, step);
        double rootCorrection2 = Math.Sqrt(1 - Math.Pow(options.Beta2, step));
        double epsilon = options.Epsilon * rootCorrection2;
        double weight = WeightOf(step, options.WarmupSteps);
        _lambda = new(learningRate * warmup * options.WeightDecay);
        _second = new SecondMoment<T>(options.Beta2, epsilon);
        _stepSize = new(learningRate * warmup * rootCorrection2);
        _epsilon = Constant<T>.NotVanishing(options.Epsilon, nameof(options.Epsilon), rootCorrection2);
        _weight = new(weight);
        _shareOfStep = new(ShareOfStep(options, weight));
        _isFirst = step == 1;
    }

    public static int StateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane y, TLane g, ref TLane z, ref TLane v, ref TLane unused1, ref TLane unused2)
        where TLane : struct, ILane<TLane, T>
    {
        if (_isFirst)
        {
            z = y;
        }

        v = _second.Next(v, g);
        TLane u = TLane.Broadcast(_stepSize) * g / (TLane.Sqrt(v) + TLane.Broadcast(_epsilon));
        TLane step = TLane.Fma(TLane.Broadcast(_lambda), y, u);

        // Everything that moves y meets before it touches y.
        TLane change = TLane.Fma(TLane.Broadcast(_weight), y - z, TLane.Broadcast(_shareOfStep) * step);
        z -= step;
        return y - change;
    }

    /// <summary>The share of itself that y loses to decay in a step.</summary>
    public static double DecayOf(ScheduleFreeAdamWOptions options, double learningRate, long step) =>
        ShareOfStep(options, WeightOf(step, options.WarmupSteps)) * learningRate * WarmUpOf(options, step) * options.WeightDecay;

    private static double WarmUpOf(ScheduleFreeAdamWOptions options, long step) =>
        options.WarmupSteps > 0 ? Math.Min(1, (double)step / options.WarmupSteps) : 1;

    /// <summary>How much of the step of z y takes: 1 − β₁(1−c).</summary>
    private static double ShareOfStep(ScheduleFreeAdamWOptions options, double weight) => 1 - (options.Beta1 * (1 - weight));

    /// <summary>c, the weight of a step in the average: that of its warm-up squared, by the sum of all so far.</summary>
    private static double WeightOf(long step, long warmupSteps)
    {
        double t = step;
        double warmup = warmupSteps;
        return step <= warmupSteps
            ? 6 * t / ((t + 1) * ((2 * t) + 1))
            : 1 / ((warmup > 0 ? (warmup + 1) * ((2 * warmup) + 1) / (6 * warmup) : 0) + t - warmup);
    }
}
