using System.Numerics;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>
/// Below which size a moment is taken for zero. Moments of parameters whose gradients stopped decay into denormal numbers,
/// on which processors are up to a hundred times slower (docs/numerics.md, with the largest effect on a parameter).
/// </summary>
internal static class Denormals
{
    /// <summary>A moment that is later multiplied by <paramref name="factor"/>: the product, and the moment itself, are then
    /// zero or well above the smallest normal number.</summary>
    public static double MomentThreshold<T>(double factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        16 * ElementRange.SmallestNormal<T>() / Math.Clamp(factor, 1e-12, 1);

    /// <summary>A gradient g whose (1−β₂)g² would be denormal.</summary>
    public static double GradientThreshold<T>(double oneMinusBeta2)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Math.Sqrt(ElementRange.SmallestNormal<T>() / oneMinusBeta2);

    /// <summary>Whether a root of second moments of <paramref name="root"/> vanishes beside ε̂ when the two are added.</summary>
    public static bool VanishesBeside<T>(double root, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        root <= epsilon * (typeof(T) == typeof(float) ? 5.9604644775390625e-8 : 1.1102230246251565e-16);
}
