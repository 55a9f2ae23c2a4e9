using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>Adamax (Kingma and Ba 2015, Algorithm 2) with ε as PyTorch has it: Adam with the infinity norm u in the place of
/// the root of the second moment.</summary>
internal readonly struct AdamaxRule<T, TDecay, TAverage> : IUpdateRule<AdamaxRule<T, TDecay, TAverage>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TDecay : struct, IDecay
    where TAverage : struct, IMovingAverage
{
    private readonly Constant<T> _lambda;
    private readonly FirstMoment<T, TAverage> _first;
    private readonly Constant<T> _beta2;
    private readonly Constant<T> _stepSize;
    private readonly Constant<T> _epsilon;

    /// <summary>The scalars of step <paramref name="step"/>, computed in double and narrowed once.</summary>
    public AdamaxRule(AdamaxOptions options, double learningRate, double lambda, long step)
    {
        double stepSize = learningRate / (1 - Math.Pow(options.Beta1, step));

        // Denormal moments are zeroed only where m/u vanishes for them; u is at least ε.
        double leastM = Denormals.MomentThreshold<T>(stepSize);
        _lambda = new(lambda);
        _first = new FirstMoment<T, TAverage>(options.Beta1, Denormals.VanishesBeside<T>(leastM, options.Epsilon) ? leastM : 0);
        _beta2 = new(options.Beta2);
        _stepSize = new(stepSize, "LearningRate with the correction of bias");
        _epsilon = Constant<T>.NotVanishing(options.Epsilon, nameof(options.Epsilon));
    }

    public static int StateCount => 2;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane p, TLane g, ref TLane m, ref TLane u, ref TLane unused)
        where TLane : struct, ILane<TLane, T>
    {
        g = TDecay.Gradient(_lambda, p, g);
        m = _first.Next(m, g);
        u = TLane.Max(TLane.Of(_beta2) * u, TLane.Abs(g) + TLane.Of(_epsilon));
        return TDecay.Apply(_lambda, p, TLane.Of(_stepSize) * m / u);
    }
}
