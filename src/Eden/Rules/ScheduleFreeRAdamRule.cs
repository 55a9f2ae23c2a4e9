using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>Schedule-Free RAdam of the authors' code 1.4 (Defazio et al., "The Road Less Scheduled", 2024): Schedule-Free AdamW whose
/// warm-up is RAdam's rectification, which weighs the average too.</summary>
internal readonly struct ScheduleFreeRAdamRule<T> : IRule<ScheduleFreeRAdamRule<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Constant<T> _lambda;
    private readonly SecondMoment<T> _second;
    private readonly Constant<T> _stepSize;
    private readonly Constant<T> _epsilon;
    private readonly Constant<T> _rootLimit;
    private readonly ScheduleFreeStep<T> _step;

    /// <summary>The scalars of step <paramref name="t"/>, computed in double and narrowed once.</summary>
    public ScheduleFreeRAdamRule(ScheduleFreeRAdamOptions options, double learningRate, long t)
    {
        double rate = learningRate * RectifiedAverage.RateAt(options, t);
        double rootCorrection2 = Math.Sqrt(1 - Math.Pow(options.Beta2, t));
        bool isAdaptive = RectifiedAverage.IsAdaptive(options, t);
        _lambda = new(rate * options.WeightDecay);
        _second = new SecondMoment<T>(options.Beta2, options.Epsilon * rootCorrection2);
        _stepSize = new(isAdaptive ? rate * rootCorrection2 : rate);

        // One formula for both cases, as RAdam's: the denominator is √v + ε̂, or 0 + 1.
        Constant<T> epsilon = Constant<T>.NotVanishing(options.Epsilon, nameof(options.Epsilon), rootCorrection2);
        _epsilon = isAdaptive ? epsilon : new(1);
        _rootLimit = Constant<T>.Unchecked(isAdaptive ? double.PositiveInfinity : 0);
        _step = new(options.Beta1, RectifiedAverage.WeightOf(options, t), t);
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
        TLane u = TLane.Broadcast(_stepSize) * g / (TLane.Min(TLane.Sqrt(v), TLane.Broadcast(_rootLimit)) + TLane.Broadcast(_epsilon));
        return _step.Take(y, ref z, TLane.Fma(TLane.Broadcast(_lambda), y, u));
    }

    /// <summary>The share of itself that y loses to decay in a step.</summary>
    public static double DecayOf(ScheduleFreeRAdamOptions options, double learningRate, long t) =>
        ScheduleFreeStep<double>.ShareOf(options.Beta1, RectifiedAverage.WeightOf(options, t)) * learningRate * RectifiedAverage.RateAt(options, t) * options.WeightDecay;
}

/// <summary>How Schedule-Free RAdam weighs its steps: each by the square of the largest rectification so far. The sum of weights is a
/// function of the step, so nothing has to be saved.</summary>
internal static class RectifiedAverage
{
    private const double LeastLength = 4;

    /// <summary>Up to here the sum is exact; the rest counts as a trapezoid. With a β₂ of any use weights are 1 long before.</summary>
    private const long MostTerms = 1 << 24;

    /// <summary>The last sum that was asked for: steps come one after another.</summary>
    [ThreadStatic]
    private static (double Beta2, bool SkipsSgdPhase, long Step, double Sum) _last;

    public static bool IsAdaptive(ScheduleFreeRAdamOptions options, long step) => new RectifiedRate(options.Beta2).LengthAt(step) > LeastLength;

    /// <summary>What a step multiplies its learning rate by.</summary>
    public static double RateAt(ScheduleFreeRAdamOptions options, long step)
    {
        RectifiedRate rectified = new(options.Beta2);
        double length = rectified.LengthAt(step);
        return length > LeastLength ? rectified.Of(length) : options.SkipsSgdPhase ? 0 : 1;
    }

    /// <summary>c, the weight of a step in the average.</summary>
    public static double WeightOf(ScheduleFreeRAdamOptions options, long step) => SquareAt(options, step) is double square and > 0 ? square / SumOf(options, step) : 0;

    /// <summary>The square of the largest rate so far. Rates rise once they are adaptive, and before they are 0 or 1.</summary>
    private static double SquareAt(ScheduleFreeRAdamOptions options, long step)
    {
        double rate = options.SkipsSgdPhase ? RateAt(options, step) : 1;
        return rate * rate;
    }

    private static double SumOf(ScheduleFreeRAdamOptions options, long step)
    {
        bool isOther = _last.Beta2 != options.Beta2 || _last.SkipsSgdPhase != options.SkipsSgdPhase;
        (double Beta2, bool SkipsSgdPhase, long Step, double Sum) sum = isOther || _last.Step > step ? (options.Beta2, options.SkipsSgdPhase, 0, 0) : _last;
        long end = Math.Min(step, MostTerms);
        double square = 0;
        while (sum.Step < end && square < 1)
        {
            sum.Step++;
            square = SquareAt(options, sum.Step);
            sum.Sum += square;
        }

        // A look back, as at the first step when options are checked, leaves the sum of the steps to come in its place.
        if (isOther || sum.Step > _last.Step)
        {
            _last = sum;
        }

        return sum.Sum + ((step - sum.Step) * 0.5 * (SquareAt(options, sum.Step) + SquareAt(options, step)));
    }
}
