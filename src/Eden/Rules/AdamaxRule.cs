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
    private readonly T _lambda;
    private readonly FirstMoment<T, TAverage> _first;
    private readonly T _beta2;
    private readonly T _stepSize;
    private readonly T _epsilon;

    /// <summary>The scalars of step <paramref name="step"/>, computed in double and narrowed once.</summary>
    public AdamaxRule(AdamaxOptions options, double learningRate, double lambda, long step)
    {
        double stepSize = learningRate / (1 - Math.Pow(options.Beta1, step));

        // Denormal moments are zeroed only where m/u vanishes for them; u is at least ε.
        double leastM = Denormals.MomentThreshold<T>(stepSize);
        _lambda = T.CreateTruncating(lambda);
        _first = new FirstMoment<T, TAverage>(options.Beta1, Denormals.VanishesBeside<T>(leastM, options.Epsilon) ? leastM : 0);
        _beta2 = T.CreateTruncating(options.Beta2);
        _stepSize = T.CreateTruncating(stepSize);
        _epsilon = T.CreateTruncating(options.Epsilon);
    }

    public static int StateCount => 2;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane p, TLane g, ref TLane m, ref TLane u, ref TLane unused)
        where TLane : struct, ILane<TLane, T>
    {
        g = TDecay.Gradient(_lambda, p, g);
        m = _first.Next(m, g);
        TLane size = TLane.Max(g, TLane.Broadcast(T.Zero) - g);
        u = TLane.Max(TLane.Broadcast(_beta2) * u, size + TLane.Broadcast(_epsilon));
        return TDecay.Apply(_lambda, p, TLane.Broadcast(_stepSize) * m / u);
    }
}
