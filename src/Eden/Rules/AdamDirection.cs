using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>
/// Adam (Kingma and Ba 2015, Algorithm 1) and AdamW (Loshchilov and Hutter 2019, Algorithm 2), with both bias corrections
/// folded into s = lr·√(1−β₂ᵗ)/(1−β₁ᵗ) and ε̂ = ε·√(1−β₂ᵗ). With Nesterov momentum, as optax has it, the bias-corrected
/// moment is β₁m/(1−β₁ᵗ⁺¹) + (1−β₁)g/(1−β₁ᵗ).
/// </summary>
/// <typeparam name="T">Float or double.</typeparam>
/// <typeparam name="TAmsGrad">Whether the largest second moment divides.</typeparam>
/// <typeparam name="TExtended">Whether there is Nesterov momentum or a number under the root: asked in the loop, it doubled the time of
/// a step in cache (docs/LOG.md).</typeparam>
internal readonly struct AdamDirection<T, TAmsGrad, TExtended> : IDirection<AdamDirection<T, TAmsGrad, TExtended>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TAmsGrad : struct, IFlag
    where TExtended : struct, IFlag
{
    private readonly FirstMoment<T> _first;
    private readonly SecondMoment<T> _second;
    private readonly Constant<T> _momentStep;
    private readonly Constant<T> _gradientStep;
    private readonly Constant<T> _epsilon;
    private readonly Constant<T> _epsilonRoot;

    /// <summary>The scalars of step <paramref name="step"/>, computed in double and narrowed once.</summary>
    public AdamDirection(AdaptiveMomentOptions options, double learningRate, long step)
    {
        double correction2 = 1 - Math.Pow(options.Beta2, step);
        double rootCorrection2 = Math.Sqrt(correction2);
        double scale = learningRate * rootCorrection2;
        double correction1 = 1 - Math.Pow(options.Beta1, step);
        double momentStep = options.Nesterov
            ? scale * options.Beta1 / (1 - Math.Pow(options.Beta1, step + 1))
            : scale / correction1;
        double epsilon = options.Epsilon * rootCorrection2;
        double epsilonRoot = options.EpsilonRoot * correction2;
        _second = new SecondMoment<T>(options.Beta2, epsilon + Math.Sqrt(epsilonRoot));
        _first = new FirstMoment<T>(options.Beta1, _second.ZeroesDenormals ? Denormals.MomentThreshold<T>(momentStep) : 0);
        _momentStep = new(momentStep, "LearningRate with the correction of bias");
        _epsilon = Constant<T>.NotVanishing(options.Epsilon, nameof(options.Epsilon), rootCorrection2);
        if (TExtended.IsOn)
        {
            _gradientStep = new(options.Nesterov ? scale * (1 - options.Beta1) / correction1 : 0, "LearningRate with the correction of bias");
            _epsilonRoot = Constant<T>.NotVanishing(options.EpsilonRoot, nameof(options.EpsilonRoot), correction2);
        }
    }

    public static int StateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TAmsGrad.IsOn ? 3 : 2;
    }

    public static int SignStateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane g, ref TLane m, ref TLane v, ref TLane vMax, ref TLane unused)
        where TLane : struct, ILane<TLane, T>
    {
        m = _first.Next(m, g);
        v = _second.Next(v, g);
        TLane denominator = v;
        if (TAmsGrad.IsOn)
        {
            // The largest moment so far, before bias correction (Reddi, Kale and Kumar 2018).
            denominator = vMax = TLane.Max(TLane.ZeroBelow(vMax, TLane.Broadcast(_second.Least), vMax), v);
        }

        if (TExtended.IsOn)
        {
            denominator += TLane.Broadcast(_epsilonRoot);
        }

        return Moment(g, m) / (TLane.Sqrt(denominator) + TLane.Broadcast(_epsilon));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Sign<TLane>(in AdamDirection<T, TAmsGrad, TExtended> direction, TLane g, TLane m, TLane unused1, TLane unused2, TLane unused3)
        where TLane : struct, ILane<TLane, T> => direction.Moment(g, direction._first.Next(m, g));

    /// <summary>The corrected first moment times the step size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLane Moment<TLane>(TLane g, TLane m)
        where TLane : struct, ILane<TLane, T>
    {
        TLane moment = TLane.Broadcast(_momentStep) * m;
        return TExtended.IsOn ? TLane.Fma(TLane.Broadcast(_gradientStep), g, moment) : moment;
    }
}
