namespace Eden.Rules;

/// <summary>The rectification of RAdam (Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", 2020): how much of its
/// learning rate a step takes while the second moment has seen few gradients.</summary>
/// <param name="beta2">β₂.</param>
internal readonly struct RectifiedRate(double beta2)
{
    /// <summary>ρ∞, the length that the second moment comes to.</summary>
    public double Longest { get; } = (2 / (1 - beta2)) - 1;

    /// <summary>ρ, the number of gradients that the second moment has seen, as it weighs them.</summary>
    public double LengthAt(long step)
    {
        double power = Math.Pow(beta2, step);
        return Longest - (2 * step * power / (1 - power));
    }

    /// <summary>r of a length above 4.</summary>
    public double Of(double length) => Math.Sqrt((length - 4) * (length - 2) * Longest / ((Longest - 4) * (Longest - 2) * length));
}
