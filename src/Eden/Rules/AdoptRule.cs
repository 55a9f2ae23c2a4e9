using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>ADOPT (Taniguchi et al., "ADOPT: Modified Adam Can Converge with Any β₂ with the Optimal Rate", 2024, Algorithm 2). The first
/// step only sets the second moment, and later ones divide by that of the step before.</summary>
internal readonly struct AdoptRule<T, TDecay> : IRule<AdoptRule<T, TDecay>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TDecay : struct, IDecay
{
    private readonly Constant<T> _lambda;
    private readonly FirstMoment<T> _first;
    private readonly SecondMoment<T> _second;
    private readonly Constant<T> _epsilon;
    private readonly Constant<T> _lowest;
    private readonly Constant<T> _highest;
    private readonly Constant<T> _learningRate;
    private readonly bool _isFirst;

    /// <summary>The scalars of step <paramref name="t"/>, computed in double and narrowed once.</summary>
    public AdoptRule(AdoptOptions options, double learningRate, double lambda, long t)
    {
        double bound = options.ClipExponent is double exponent ? Math.Pow(t - 1, exponent) : double.PositiveInfinity;
        _lambda = new(lambda);
        _first = new FirstMoment<T>(options.Beta1, Denormals.MomentThreshold<T>(learningRate));
        _second = new SecondMoment<T>(options.Beta2, options.Epsilon);
        _epsilon = Constant<T>.NotVanishing(options.Epsilon, nameof(options.Epsilon));
        _lowest = Constant<T>.Unchecked(-bound);
        _highest = Constant<T>.Unchecked(bound);
        _learningRate = new(learningRate);
        _isFirst = t == 1;
    }

    public static int StateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane p, TLane g, ref TLane m, ref TLane v, ref TLane unused1, ref TLane unused2)
        where TLane : struct, ILane<TLane, T>
    {
        g = TDecay.Gradient(_lambda, p, g);
        if (_isFirst)
        {
            v = g * g;
            return p;
        }

        TLane normalized = g / TLane.Max(TLane.Sqrt(v), TLane.Broadcast(_epsilon));
        m = _first.Next(m, TLane.Max(TLane.Broadcast(_lowest), TLane.Min(TLane.Broadcast(_highest), normalized)));
        v = _second.Next(v, g);
        return TDecay.Apply(_lambda, p, TLane.Broadcast(_learningRate) * m);
    }
}
