using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>Adan (Xie et al., "Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models", 2022, Algorithm 1), with the
/// corrections of bias folded into the scalars. Its proximal decay (p − u)/(1 + c) is p − c/(1 + c)·p − u/(1 + c): decoupled decay with
/// a smaller step, so that what a small c takes from p is not rounded away.</summary>
internal readonly struct AdanDirection<T> : IDirection<AdanDirection<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly FirstMoment<T> _first;
    private readonly FirstMoment<T> _difference;
    private readonly SecondMoment<T> _second;
    private readonly Constant<T> _beta2;
    private readonly Constant<T> _momentStep;
    private readonly Constant<T> _differenceStep;
    private readonly Constant<T> _epsilon;
    private readonly bool _isFirst;

    /// <summary>The scalars of step <paramref name="t"/>, computed in double and narrowed once.</summary>
    public AdanDirection(AdanOptions options, double stepSize, long t)
    {
        double rootCorrection3 = Math.Sqrt(1 - Math.Pow(options.Beta3, t));
        double scale = stepSize * rootCorrection3;
        double momentStep = scale / (1 - Math.Pow(options.Beta1, t));
        double differenceStep = scale * options.Beta2 / (1 - Math.Pow(options.Beta2, t));
        _second = new SecondMoment<T>(options.Beta3, options.Epsilon * rootCorrection3);
        _first = new FirstMoment<T>(options.Beta1, _second.ZeroesDenormals ? Denormals.MomentThreshold<T>(momentStep) : 0);
        _difference = new FirstMoment<T>(options.Beta2, _second.ZeroesDenormals ? Denormals.MomentThreshold<T>(differenceStep) : 0);
        _beta2 = new(options.Beta2);
        _momentStep = new(momentStep, "LearningRate with the correction of bias");
        _differenceStep = new(differenceStep, "LearningRate with the correction of bias");
        _epsilon = Constant<T>.NotVanishing(options.Epsilon, nameof(options.Epsilon), rootCorrection3);
        _isFirst = t == 1;
    }

    public static int StateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane g, ref TLane m, ref TLane n, ref TLane d, ref TLane minusBefore)
        where TLane : struct, ILane<TLane, T>
    {
        TLane difference = _isFirst ? TLane.Broadcast(T.Zero) : g + minusBefore;
        m = _first.Next(m, g);
        d = _difference.Next(d, difference);
        n = _second.Next(n, TLane.Fma(TLane.Broadcast(_beta2), difference, g));
        minusBefore = TLane.Broadcast(T.Zero) - g;
        return TLane.Fma(TLane.Broadcast(_differenceStep), d, TLane.Broadcast(_momentStep) * m) / (TLane.Sqrt(n) + TLane.Broadcast(_epsilon));
    }
}
