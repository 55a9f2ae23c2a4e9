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
    private readonly T _weight = T.CreateTruncating(TAverage.Weight(beta1));
    private readonly T _least = T.CreateTruncating(least);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane m, TLane g)
        where TLane : struct, ILane<TLane, T> => TAverage.Next(_weight, TLane.ZeroBelow(m, TLane.Broadcast(_least)), g);
}

/// <summary>v ← β₂v + ((1−β₂)g)·g, the exponential moving average of the squared gradients.</summary>
internal readonly struct SecondMoment<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _beta2;
    private readonly T _oneMinusBeta2;
    private readonly T _leastG;

    /// <summary>The moment with β₂ whose root <paramref name="epsilon"/> is added to.</summary>
    public SecondMoment(double beta2, double epsilon)
    {
        _beta2 = T.CreateTruncating(beta2);
        _oneMinusBeta2 = T.CreateTruncating(1 - beta2);

        // Denormal moments are zeroed only where √v without them is the same beside ε.
        double leastG = Denormals.GradientThreshold<T>(1 - beta2);
        if (Denormals.VanishesBeside<T>(leastG, epsilon))
        {
            ZeroesDenormals = true;
            Least = T.CreateTruncating(Denormals.MomentThreshold<T>(1));
            _leastG = T.CreateTruncating(leastG);
        }
    }

    /// <summary>Whether denormal moments are taken for zero, which is safe for moments that are divided by √v + ε too.</summary>
    public bool ZeroesDenormals { get; }

    /// <summary>The size below which a v is taken for zero; 0 for never.</summary>
    public T Least { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Next<TLane>(TLane v, TLane g)
        where TLane : struct, ILane<TLane, T>
    {
        g = TLane.ZeroBelow(g, TLane.Broadcast(_leastG));
        return TLane.Fma(TLane.Broadcast(_oneMinusBeta2) * g, g, TLane.Broadcast(_beta2) * TLane.ZeroBelow(v, TLane.Broadcast(Least)));
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
