namespace Eden.Kernels;

/// <summary>What a step does with all gradients: multiplies them, clamps them to ±<paramref name="Limit"/> (infinity clamps
/// nothing), and sets their memory to zero if asked.</summary>
internal readonly record struct GradientUse(double Scale, double Limit, bool Clear)
{
    public static GradientUse Plain { get; } = Scaled(1);

    public static GradientUse Scaled(double scale) => new(scale, double.PositiveInfinity, false);
}
