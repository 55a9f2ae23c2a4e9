using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>
/// Adam (Kingma and Ba 2015, Algorithm 1) and AdamW (Loshchilov and Hutter 2019, Algorithm 2), with both bias corrections
/// folded into s = lr·√(1−β₂ᵗ)/(1−β₁ᵗ) and ε̂ = ε·√(1−β₂ᵗ).
/// </summary>
internal readonly struct AdamRule<T, TDecay, TAverage, TDenominator> : IUpdateRule<AdamRule<T, TDecay, TAverage, TDenominator>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TDecay : struct, IDecay
    where TAverage : struct, IMovingAverage
    where TDenominator : struct, IAdamDenominator
{
    private readonly T _lambda;
    private readonly T _averageWeight;
    private readonly T _beta2;
    private readonly T _oneMinusBeta2;
    private readonly T _stepSize;
    private readonly T _epsilon;
    private readonly T _leastM;
    private readonly T _leastV;
    private readonly T _leastG;

    /// <summary>The scalars of step <paramref name="step"/>, computed in double and narrowed once.</summary>
    public AdamRule(AdaptiveMomentOptions options, double learningRate, double lambda, long step)
    {
        double correction1 = 1 - Math.Pow(options.Beta1, step);
        double rootCorrection2 = Math.Sqrt(1 - Math.Pow(options.Beta2, step));
        _lambda = T.CreateTruncating(lambda);
        _averageWeight = T.CreateTruncating(TAverage.Weight(options.Beta1));
        _beta2 = T.CreateTruncating(options.Beta2);
        _oneMinusBeta2 = T.CreateTruncating(1 - options.Beta2);
        _stepSize = T.CreateTruncating(learningRate * rootCorrection2 / correction1);
        _epsilon = T.CreateTruncating(options.Epsilon * rootCorrection2);

        // Denormal moments are zeroed only where √v without them is the same beside ε̂.
        double leastG = Denormals.GradientThreshold<T>(1 - options.Beta2);
        if (Denormals.VanishesBeside<T>(leastG, options.Epsilon * rootCorrection2))
        {
            _leastM = T.CreateTruncating(Denormals.MomentThreshold<T>(learningRate * rootCorrection2 / correction1));
            _leastV = T.CreateTruncating(Denormals.MomentThreshold<T>(1));
            _leastG = T.CreateTruncating(leastG);
        }
    }

    public static int StateCount => TDenominator.StateCount;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane p, TLane g, ref TLane m, ref TLane v, ref TLane vMax)
        where TLane : struct, ILane<TLane, T>
    {
        g = TDecay.Gradient(_lambda, p, g);
        m = TAverage.Next(_averageWeight, TLane.ZeroBelow(m, TLane.Broadcast(_leastM)), g);
        g = TLane.ZeroBelow(g, TLane.Broadcast(_leastG));
        v = TLane.Fma(TLane.Broadcast(_oneMinusBeta2) * g, g, TLane.Broadcast(_beta2) * TLane.ZeroBelow(v, TLane.Broadcast(_leastV)));
        TLane root = TLane.Sqrt(TDenominator.SecondMoment(_leastV, v, ref vMax));
        TLane u = TLane.Broadcast(_stepSize) * m / (root + TLane.Broadcast(_epsilon));
        return TDecay.Apply(_lambda, p, u);
    }
}

/// <summary>
/// m ← βm + (1−β)g as one fused multiply-add from one of its ends. Its error is the rounding of g − m times a weight, and
/// it stays small beside the new m as long as the weight is at most ½; so the end that β is nearer to is taken, as in
/// torch.lerp.
/// </summary>
internal interface IMovingAverage
{
    static abstract double Weight(double beta);

    static abstract TLane Next<TLane, T>(T weight, TLane m, TLane g)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>m + (1−β)(g − m), for β from ½.</summary>
internal readonly struct FromAverage : IMovingAverage
{
    public static double Weight(double beta) => 1 - beta;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Next<TLane, T>(T weight, TLane m, TLane g)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TLane.Fma(TLane.Broadcast(weight), g - m, m);
}

/// <summary>g + β(m − g), for β below ½; exactly g where β is 0.</summary>
internal readonly struct FromGradient : IMovingAverage
{
    public static double Weight(double beta) => beta;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Next<TLane, T>(T weight, TLane m, TLane g)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TLane.Fma(TLane.Broadcast(weight), m - g, g);
}

/// <summary>Which second moment Adam divides by.</summary>
internal interface IAdamDenominator
{
    static abstract int StateCount { get; }

    static abstract TLane SecondMoment<TLane, T>(T least, TLane v, ref TLane vMax)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>The second moment itself.</summary>
internal readonly struct CurrentMoment : IAdamDenominator
{
    public static int StateCount => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane SecondMoment<TLane, T>(T least, TLane v, ref TLane vMax)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => v;
}

/// <summary>The largest so far: AMSGrad (Reddi, Kale and Kumar 2018), of the moment before bias correction.</summary>
internal readonly struct LargestMoment : IAdamDenominator
{
    public static int StateCount => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane SecondMoment<TLane, T>(T least, TLane v, ref TLane vMax)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        vMax = TLane.Max(TLane.ZeroBelow(vMax, TLane.Broadcast(least)), v);
}
