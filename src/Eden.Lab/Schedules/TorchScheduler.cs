namespace Eden.Lab.Schedules;

/// <summary>A recorded scheduler of PyTorch as Eden's schedule, and as what it is in PyTorch: something that changes the
/// current rate in each step.</summary>
internal abstract class TorchScheduler
{
    /// <summary>Whether it multiplies the current rate in every step, whatever that is. A chain of such is a product.</summary>
    public abstract bool Multiplies { get; }

    /// <summary>The rates as multipliers of a recording's base rate.</summary>
    public abstract Schedule ToSchedule(double baseRate);

    /// <summary>The rate before step 0, from the one that it finds.</summary>
    public abstract double Start(double rate);

    /// <summary>The rate before a step, from the one before the step before.</summary>
    public abstract double Advance(double rate, long step);
}
