using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>m ← β₁m + (1−β₁)g, the exponential moving average of the gradients.</summary>
/// <param name="beta1">β₁.</param>
/// <param name="least">The size below which an m is taken for zero; 0 for never.</param>
internal readonly struct FirstMoment<T, TAverage>(double beta1, double least)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TAverage : struct, IMovingAverage
{
    private readonly Constant<T> _weight = new(TAverage.Weight(beta1));
    private readonly Constant<T> _least = new(least);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane m, TLane g)
        where TLane : struct, ILane<TLane, T> => TAverage.Next(_weight, TLane.ZeroBelow(TLane.Abs(m), TLane.Of(_least), m), g);
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
        TLane kept = TLane.ProductOrZeroBelow(v, TLane.Of(Least), TLane.Of(_beta2), v);
        TLane added = TLane.ProductOrZeroBelow(TLane.Abs(g), TLane.Of(_leastG), TLane.Of(_oneMinusBeta2), g);
        return TLane.Fma(added, g, kept);
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

    static abstract TLane Next<TLane, T>(in Constant<T> weight, TLane m, TLane g)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>m + (1−β)(g − m), for β from ½.</summary>
internal readonly struct FromAverage : IMovingAverage
{
    public static double Weight(double beta) => 1 - beta;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Next<TLane, T>(in Constant<T> weight, TLane m, TLane g)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TLane.Fma(TLane.Of(weight), g - m, m);
}

/// <summary>g + β(m − g), for β below ½; exactly g where β is 0.</summary>
internal readonly struct FromGradient : IMovingAverage
{
    public static double Weight(double beta) => beta;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Next<TLane, T>(in Constant<T> weight, TLane m, TLane g)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TLane.Fma(TLane.Of(weight), m - g, g);
}
