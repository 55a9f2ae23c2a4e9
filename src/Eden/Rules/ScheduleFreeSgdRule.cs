using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>Schedule-Free SGD (Defazio et al., "The Road Less Scheduled", 2024, equations 3 to 5).</summary>
internal readonly struct ScheduleFreeSgdRule<T> : IRule<ScheduleFreeSgdRule<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Constant<T> _lambda;
    private readonly Constant<T> _stepSize;
    private readonly ScheduleFreeStep<T> _step;

    /// <summary>The scalars of step <paramref name="step"/>, computed in double and narrowed once.</summary>
    public ScheduleFreeSgdRule(ScheduleFreeSgdOptions options, double learningRate, long step)
    {
        double rate = learningRate * ScheduleFreeWarmUp.FactorOf(step, options.WarmupSteps);
        _lambda = new(rate * options.WeightDecay);
        _stepSize = new(rate);
        _step = new(options.Momentum, ScheduleFreeWarmUp.WeightOf(step, options.WarmupSteps), step);
    }

    public static int StateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane y, TLane g, ref TLane z, ref TLane unused1, ref TLane unused2, ref TLane unused3)
        where TLane : struct, ILane<TLane, T>
    {
        z = _step.Start(y, z);
        return _step.Take(y, ref z, TLane.Fma(TLane.Broadcast(_lambda), y, TLane.Broadcast(_stepSize) * g));
    }

    /// <summary>The share of itself that y loses to decay in a step.</summary>
    public static double DecayOf(ScheduleFreeSgdOptions options, double learningRate, long step) =>
        ScheduleFreeStep<double>.ShareOf(options.Momentum, ScheduleFreeWarmUp.WeightOf(step, options.WarmupSteps))
        * learningRate * ScheduleFreeWarmUp.FactorOf(step, options.WarmupSteps) * options.WeightDecay;
}
