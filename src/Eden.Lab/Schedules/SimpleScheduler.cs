namespace Eden.Lab.Schedules;

/// <summary>A scheduler that is not composed of others.</summary>
/// <param name="baseRate">What PyTorch has as its base rate, of which <paramref name="eta"/> is the multiplier.</param>
/// <param name="eta">Eden's schedule.</param>
/// <param name="sets">Whether it sets the rate, where others change the current one.</param>
internal sealed class SimpleScheduler(double baseRate, Schedule eta, bool sets) : TorchScheduler
{
    public double BaseRate => baseRate;

    public bool Sets => sets;

    /// <summary>For a schedule between its base and a floor, the part that runs from 1 to 0 and the floor as a rate: PyTorch
    /// multiplies the distance to the floor.</summary>
    public (Schedule Shape, double Floor)? AboveFloor { get; init; }

    /// <summary>The rate that it sets when it is made, where that is not its first one.</summary>
    public double? RateWhenMade { get; init; }

    /// <summary>Its rate at its own step 0, when nothing else has changed it.</summary>
    public double Beginning => baseRate * eta.At(0);

    public override bool Multiplies => !sets && AboveFloor is null;

    public override Schedule ToSchedule(double baseRate) => Schedule.Constant(BaseRate / baseRate) * eta;

    public override double Start(double rate) => sets ? RateWhenMade ?? Beginning : rate * Change.Shape.At(0);

    public override double Advance(double rate, long step)
    {
        if (sets)
        {
            return baseRate * eta.At(step);
        }

        (Schedule shape, double floor) = Change;
        double previous = shape.At(step - 1);
        double current = shape.At(step);

        // From zero no factor leads back up: there PyTorch's cosine adds, and the other schedulers have ended.
        return previous == 0 ? rate + ((baseRate - floor) * current) : floor + ((rate - floor) * (current / previous));
    }

    private (Schedule Shape, double Floor) Change => AboveFloor ?? (eta, 0);
}
