namespace Eden.Lab.Training;

/// <summary>What happens to the learning rate over a training.</summary>
/// <param name="Rate">Its multiplier by step.</param>
internal sealed record RateCourse(Schedule Rate)
{
    /// <summary>The momentum by step; <see langword="null"/> leaves it alone.</summary>
    public Schedule? Momentum { get; init; }

    /// <summary>What reduces it further by the loss of an epoch.</summary>
    public ReduceOnPlateau? Plateau { get; init; }

    public double At(long step) => Plateau is null ? Rate.At(step) : Rate.At(step) * Plateau.Multiplier;
}
