using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>Schedule-Free AdamW (Defazio et al., "The Road Less Scheduled", 2024, Algorithm 1).</summary>
internal readonly struct ScheduleFreeAdamWRule<T> : IRule<ScheduleFreeAdamWRule<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Constant<T> _lambda;
    private readonly SecondMoment<T> _second;
    private readonly Constant<T> _stepSize;
    private readonly Constant<T> _epsilon;
    private readonly ScheduleFreeStep<T> _step;

    /// <summary>The scalars of step <paramref name="step"/>, computed in double and narrowed once.</summary>
    public ScheduleFreeAdamWRule(ScheduleFreeAdamWOptions options, double learningRate, long step)
    {
        double warmup = ScheduleFreeWarmUp.FactorOf(step, options.WarmupSteps);
        double rootCorrection2 = Math.Sqrt(1 - Math.Pow(options.Beta2, step));
        _lambda = new(learningRate * warmup * options.WeightDecay);
        _second = new SecondMoment<T>(options.Beta2, options.Epsilon * rootCorrection2);
        _stepSize = new(learningRate * warmup * rootCorrection2);
        _epsilon = Constant<T>.NotVanishing(options.Epsilon, nameof(options.Epsilon), rootCorrection2);
        _step = new(options.Beta1, ScheduleFreeWarmUp.WeightOf(step, options.WarmupSteps), step);
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
        z = _step.Start(y, z);
        v = _second.Next(v, g);
        TLane u = TLane.Broadcast(_stepSize) * g / (TLane.Sqrt(v) + TLane.Broadcast(_epsilon));
        return _step.Take(y, ref z, TLane.Fma(TLane.Broadcast(_lambda), y, u));
    }

    /// <summary>The share of itself that y loses to decay in a step.</summary>
    public static double DecayOf(ScheduleFreeAdamWOptions options, double learningRate, long step) =>
        ScheduleFreeStep<double>.ShareOf(options.Beta1, ScheduleFreeWarmUp.WeightOf(step, options.WarmupSteps))
        * learningRate * ScheduleFreeWarmUp.FactorOf(step, options.WarmupSteps) * options.WeightDecay;
}
