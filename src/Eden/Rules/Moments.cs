using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Rules;

/// <summary>
/// m ← βm + (1−β)g, the exponential moving average of the gradients, as one fused multiply-add from one of its ends. Its error is the
/// rounding of g − m times a weight, and it stays small beside the new m as long as the weight is at most ½; so the end that β is nearer
/// to is taken, as in torch.lerp: m + (1−β)(g − m), or g + β(m − g), which is exactly g where β is 0.
/// </summary>
/// <param name="beta">β.</param>
/// <param name="least">The size below which an m is taken for zero; 0 for never.</param>
internal readonly struct FirstMoment<T>(double beta, double least)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool _startsFromGradient = beta < 0.5;
    private readonly Constant<T> _weight = new(beta < 0.5 ? beta : 1 - beta);
    private readonly Constant<T> _least = new(least);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane m, TLane g)
        where TLane : struct, ILane<TLane, T>
    {
        m = TLane.ZeroBelow(TLane.Abs(m), TLane.Broadcast(_least), m);
        return _startsFromGradient ? TLane.Fma(TLane.Broadcast(_weight), m - g, g) : TLane.Fma(TLane.Broadcast(_weight), g - m, m);
    }
}

/// <summary>v ← β₂v + ((1−β₂)g)·g, the exponential moving average of the squared gradients.</summary>
internal readonly struct SecondMoment<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Constant<T> _beta2;
    private readonly Constant<T> _oneMinusBeta2;
    private readonly Constant<T> _leastG;

    /// <summary>The moment with β₂ whose root <paramref name="epsilon"/> is added to.</summary>
    public SecondMoment(double beta2, double epsilon)
    {
        _beta2 = new(beta2);
        _oneMinusBeta2 = new(1 - beta2);

        // Denormal moments are zeroed only where √v without them is the same beside ε.
        double leastG = Denormals.GradientThreshold<T>(1 - beta2);
        if (Denormals.VanishesBeside<T>(leastG, epsilon))
        {
            ZeroesDenormals = true;
            Least = new(Denormals.MomentThreshold<T>(1));
            _leastG = new(leastG);
        }
    }

    /// <summary>Whether denormal moments are taken for zero, which is safe for moments that are divided by √v + ε too.</summary>
    public bool ZeroesDenormals { get; }

    /// <summary>The size below which a v is taken for zero; 0 for never.</summary>
    public Constant<T> Least { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane v, TLane g)
        where TLane : struct, ILane<TLane, T>
    {
        TLane kept = TLane.ProductOrZeroBelow(v, TLane.Broadcast(Least), TLane.Broadcast(_beta2), v);
        TLane added = TLane.ProductOrZeroBelow(TLane.Abs(g), TLane.Broadcast(_leastG), TLane.Broadcast(_oneMinusBeta2), g);
        return TLane.Fma(added, g, kept);
    }
}
