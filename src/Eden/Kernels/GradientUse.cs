using System.Numerics;

namespace Eden.Kernels;

/// <summary>What a step does with all gradients: multiplies them, clamps them to ±<paramref name="Limit"/> (infinity clamps
/// nothing), and sets their memory to zero if asked.</summary>
internal readonly record struct GradientUse(double Scale, double Limit, bool Clear)
{
    public static GradientUse Scaled(double scale) => new(scale, double.PositiveInfinity, false);

    public bool IsPlain => IsOnlyScaled && Scale == 1;

    public bool IsOnlyScaled => double.IsPositiveInfinity(Limit) && !Clear;

    /// <summary>What gradients are multiplied by first where the scale is no normal number, as when a huge norm is clipped; the rest
    /// of the scale follows. Otherwise 1.</summary>
    public double Reduction<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Scale != 0 && Math.Abs(Scale) < ElementRange.SmallestNormal<T>() ? ElementRange.SmallestNormal<T>() : 1;
}
