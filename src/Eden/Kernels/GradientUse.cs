namespace Eden.Kernels;

/// <summary>What a step does with all gradients: multiplies them, clamps them to ±<paramref name="Limit"/> (infinity clamps
/// nothing), and sets their memory to zero if asked.</summary>
internal readonly record struct GradientUse(double Scale, double Limit, bool Clear)
{
    public static GradientUse Scaled(double scale) => new(scale, double.PositiveInfinity, false);

    public bool IsPlain => IsOnlyScaled && Scale == 1;

    public bool IsOnlyScaled => double.IsPositiveInfinity(Limit) && !Clear;
}
