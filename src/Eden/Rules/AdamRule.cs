using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>
/// Adam (Kingma and Ba 2015, Algorithm 1) and AdamW (Loshchilov and Hutter 2019, Algorithm 2), with both bias corrections
/// folded into s = lr·√(1−β₂ᵗ)/(1−β₁ᵗ) and ε̂ = ε·√(1−β₂ᵗ). With Nesterov momentum, as optax has it, the bias-corrected
/// moment is β₁m/(1−β₁ᵗ⁺¹) + (1−β₁)g/(1−β₁ᵗ).
/// </summary>
internal readonly struct AdamRule<T, TDecay, TAverage, TDenominator, TForm, TMask> : IUpdateRule<AdamRule<T, TDecay, TAverage, TDenominator, TForm, TMask>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TDecay : struct, IDecay
    where TAverage : struct, IMovingAverage
    where TDenominator : struct, IAdamDenominator
    where TForm : struct, IAdamForm
    where TMask : struct, IMask
{
    private readonly Constant<T> _lambda;
    private readonly FirstMoment<T, TAverage> _first;
    private readonly SecondMoment<T> _second;
    private readonly Constant<T> _momentStep;
    private readonly Constant<T> _gradientStep;
    private readonly Constant<T> _epsilon;
    private readonly Constant<T> _epsilonRoot;
    private readonly Constant<T> _maskScale;

    /// <summary>The scalars of step <paramref name="step"/>, computed in double and narrowed once.</summary>
    public AdamRule(AdaptiveMomentOptions options, double learningRate, double lambda, long step)
    {
        double correction2 = 1 - Math.Pow(options.Beta2, step);
        double scale = learningRate * Math.Sqrt(correction2);
        double momentStep = options.Nesterov
            ? scale * options.Beta1 / (1 - Math.Pow(options.Beta1, step + 1))
            : scale / (1 - Math.Pow(options.Beta1, step));
        double gradientStep = options.Nesterov ? scale * (1 - options.Beta1) / (1 - Math.Pow(options.Beta1, step)) : 0;
        double epsilon = options.Epsilon * Math.Sqrt(correction2);
        double epsilonRoot = options.EpsilonRoot * correction2;
        _lambda = new(lambda);
        _second = new SecondMoment<T>(options.Beta2, epsilon + Math.Sqrt(epsilonRoot));
        _first = new FirstMoment<T, TAverage>(options.Beta1, _second.ZeroesDenormals ? Denormals.MomentThreshold<T>(momentStep) : 0);
        _momentStep = new(momentStep, "LearningRate with the correction of bias");
        _gradientStep = new(gradientStep, "LearningRate with the correction of bias");
        _epsilon = Constant<T>.NotVanishing(options.Epsilon, nameof(options.Epsilon), Math.Sqrt(correction2));
        _epsilonRoot = Constant<T>.NotVanishing(options.EpsilonRoot, nameof(options.EpsilonRoot), correction2);
    }

    private AdamRule(in AdamRule<T, TDecay, TAverage, TDenominator, TForm, TMask> rule, double maskScale)
    {
        this = rule;
        _maskScale = new(maskScale);
    }

    public static int StateCount => TDenominator.StateCount;

    public static bool IsMasked => TMask.IsMasked;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane p, TLane g, ref TLane m, ref TLane v, ref TLane vMax)
        where TLane : struct, ILane<TLane, T>
    {
        g = TDecay.Gradient(_lambda, p, g);
        m = _first.Next(m, g);
        v = _second.Next(v, g);
        TLane root = TLane.Sqrt(TForm.UnderRoot(_epsilonRoot, TDenominator.SecondMoment(_second.Least, v, ref vMax)));
        TLane direction = Direction(g, m);
        TLane u = direction / (root + TLane.Of(_epsilon));
        return TDecay.Apply(_lambda, p, TMask.Apply(_maskScale, u, direction, g));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Passes<TLane>(in AdamRule<T, TDecay, TAverage, TDenominator, TForm, TMask> rule, TLane g, TLane m)
        where TLane : struct, ILane<TLane, T> => CautiousMask.Passes<TLane, T>(rule.Direction(g, rule._first.Next(m, g)), g);

    /// <inheritdoc/>
    public static AdamRule<T, TDecay, TAverage, TDenominator, TForm, TMask> ForParameter(in AdamRule<T, TDecay, TAverage, TDenominator, TForm, TMask> rule, long passing, long length) =>
        new(rule, CautiousMask.Scale(passing, length));

    /// <summary>The corrected first moment times the step size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLane Direction<TLane>(TLane g, TLane m)
        where TLane : struct, ILane<TLane, T> =>
        TForm.Direction(_momentStep, _gradientStep, m, g);
}

/// <summary>Which second moment Adam divides by.</summary>
internal interface IAdamDenominator
{
    static abstract int StateCount { get; }

    static abstract TLane SecondMoment<TLane, T>(in Constant<T> least, TLane v, ref TLane vMax)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>The second moment itself.</summary>
internal readonly struct CurrentMoment : IAdamDenominator
{
    public static int StateCount => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane SecondMoment<TLane, T>(in Constant<T> least, TLane v, ref TLane vMax)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => v;
}

/// <summary>The largest so far: AMSGrad (Reddi, Kale and Kumar 2018), of the moment before bias correction.</summary>
internal readonly struct LargestMoment : IAdamDenominator
{
    public static int StateCount => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane SecondMoment<TLane, T>(in Constant<T> least, TLane v, ref TLane vMax)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        vMax = TLane.Max(TLane.ZeroBelow(vMax, TLane.Of(least), vMax), v);
}
