using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>Adamax (Kingma and Ba 2015, Algorithm 2) with ε as PyTorch has it: Adam with the infinity norm u in the place of
/// the root of the second moment.</summary>
internal readonly struct AdamaxDirection<T> : IDirection<AdamaxDirection<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly FirstMoment<T> _first;
    private readonly Constant<T> _beta2;
    private readonly Constant<T> _stepSize;
    private readonly Constant<T> _epsilon;

    /// <summary>The scalars of step <paramref name="step"/>, computed in double and narrowed once.</summary>
    public AdamaxDirection(AdamaxOptions options, double learningRate, long step)
    {
        double stepSize = learningRate / (1 - Math.Pow(options.Beta1, step));

        // Denormal moments are zeroed only where m/u vanishes for them; u is at least ε.
        double leastM = Denormals.MomentThreshold<T>(stepSize);
        _first = new FirstMoment<T>(options.Beta1, Denormals.VanishesBeside<T>(leastM, options.Epsilon) ? leastM : 0);
        _beta2 = new(options.Beta2);
        _stepSize = new(stepSize, "LearningRate with the correction of bias");
        _epsilon = Constant<T>.NotVanishing(options.Epsilon, nameof(options.Epsilon));
    }

    public static int StateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Update<TLane>(TLane g, ref TLane m, ref TLane u, ref TLane unused1, ref TLane unused2)
        where TLane : struct, ILane<TLane, T>
    {
        m = _first.Next(m, g);
        u = TLane.Max(TLane.Broadcast(_beta2) * u, TLane.Abs(g) + TLane.Broadcast(_epsilon));
        return TLane.Broadcast(_stepSize) * m / u;
    }
}
