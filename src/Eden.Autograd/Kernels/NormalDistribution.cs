using System.Numerics;
using System.Numerics.Tensors;

namespace Eden.Autograd.Kernels;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    /// <summary>The Chebyshev series of (1 + 2z)·exp(z²)·erfc(z) in t = (z − 3.75)/(z + 3.75), by
    /// tools/compute_normal_distribution.py.</summary>
    private static readonly double[] Series =
    [
        1.1775789345674017,
        -0.004590054580646478,
        -0.08424913336651792,
        0.05920993999819189,
        -0.026658668435305753,
        0.009074997670705265,
        -0.002413163540417608,
        0.0004907758365258086,
        -6.916973302501207e-05,
        4.13902798607301e-06,
        7.74038306619849e-07,
        -2.1886401049234397e-07,
        1.076499946567091e-08,
        4.521959811218287e-09,
        -7.754400208831351e-10,
        -6.318088340886684e-11,
        2.86879501093067e-11,
        1.9455868545777347e-13,
        -9.65469674843344e-13,
        3.25254814814874e-14,
        3.3478119482868056e-14,
        -1.864562880419313e-15,
        -1.2507950530688648e-15,
        7.418235256624044e-17,
        5.068148904796111e-17,
    ];

    /// <summary>Φ(x) = erfc(−x/√2)/2, the probability of at most x, and the density φ(x) = exp(−x²/2)/√(2π).</summary>
    /// <param name="x">The numbers.</param>
    /// <param name="probability">Takes Φ of each.</param>
    /// <param name="density">Takes φ of each.</param>
    public static void Compute<T>(ReadOnlySpan<T> x, Span<T> probability, Span<T> density)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorPrimitives.Multiply(x, x, density);
        TensorPrimitives.Multiply(density, T.CreateTruncating(-0.5), density);
        TensorPrimitives.Exp<T>(density, density);
        T half = T.CreateTruncating(0.5);
        for (int i = 0; i < x.Length; i++)
        {
            T z = T.Abs(x[i]) * T.CreateTruncating(0.70710678118654752);
            T tail = z < T.CreateTruncating(40) ? half * density[i] * Sum((z - T.CreateTruncating(3.75)) / (z + T.CreateTruncating(3.75))) / (T.One + z + z) : T.Zero;
            probability[i] = T.IsNaN(z) ? z : x[i] > T.Zero ? T.One - tail : tail;
        }

        TensorPrimitives.Multiply(density, T.CreateTruncating(0.39894228040143268), density);
    }

    /// <summary>The series at t, from its small end (Clenshaw).</summary>
    private static T Sum<T>(T t)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T last = T.Zero;
        T sum = T.Zero;
        for (int k = Series.Length - 1; k > 0; k--)
        {
            (sum, last) = (T.FusedMultiplyAdd(t + t, sum, T.CreateTruncating(Series[k]) - last), sum);
        }

        return T.FusedMultiplyAdd(t, sum, T.CreateTruncating(Series[0]) - last);
    }
}
