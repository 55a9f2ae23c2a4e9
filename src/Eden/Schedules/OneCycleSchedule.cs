namespace Eden;

/// <summary>
/// The learning rate rises to its peak and falls far below its start, while the momentum falls and rises (Smith and Topin,
/// "Super-Convergence", 2018). PyTorch's <c>OneCycleLR</c>, with its defaults.
/// </summary>
/// <remarks>
/// The group's learning rate α is the peak, PyTorch's <c>max_lr</c>. After the last step the values stay; PyTorch continues for
/// one step and then throws. If the warm-up has a single step, PyTorch divides by zero; here that step is the peak.
/// </remarks>
public sealed record OneCycleSchedule
{
    /// <summary><c>total_steps</c>: the number of steps, at least 1. The end is reached in step <c>Steps − 1</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 or above 2⁵³.</exception>
    public required long Steps { get; init => field = Require.AtLeastOneStep(value); }

    /// <summary><c>pct_start</c>: the share of the steps in the rise. Default 0.3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1] or NaN.</exception>
    public double WarmUpFraction { get; init => field = Require.Fraction(value); } = 0.3;

    /// <summary><c>anneal_strategy</c>: the curve between the levels. Default <see cref="Annealing.Cosine"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a value of the enumeration.</exception>
    public Annealing Annealing { get; init => field = Require.Defined(value); }

    /// <summary><c>div_factor</c>: the learning rate starts at the peak divided by this. Default 25.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not more than 0, infinite or NaN.</exception>
    public double StartDivisor { get; init => field = Require.Above(value, 0); } = 25;

    /// <summary><c>final_div_factor</c>: the learning rate ends at its start divided by this. Default 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not more than 0, infinite or NaN.</exception>
    public double EndDivisor { get; init => field = Require.Above(value, 0); } = 1e4;

    /// <summary><c>three_phase</c>: whether the learning rate returns to its start, as fast as it rose, before it falls to the
    /// end. Default <see langword="false"/>: it falls from the peak to the end.</summary>
    public bool ThreePhase { get; init; }

    /// <summary><c>base_momentum</c>: the momentum at the peak of the learning rate. Default 0.85.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double MinimumMomentum { get; init => field = Require.Coefficient(value); } = 0.85;

    /// <summary><c>max_momentum</c>: the momentum at the beginning and the end. Default 0.95.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double MaximumMomentum { get; init => field = Require.Coefficient(value); } = 0.95;

    /// <summary>Makes the schedule of the learning rate: the multiplier η, 1 at the peak.</summary>
    public Schedule CreateLearningRate() => Cycle(1 / StartDivisor, 1, 1 / StartDivisor / EndDivisor);

    /// <summary>Makes the schedule of the momentum itself, not a multiplier: β₁ of Adam and AdamW, the momentum of SGD. For use with
    /// <see cref="ParameterGroup{T, TOptions}.Drive"/>.</summary>
    public Schedule CreateMomentum() => Cycle(MaximumMomentum, MinimumMomentum, MaximumMomentum);

    private Schedule Cycle(double start, double peak, double end)
    {
        double lastOfRise = (WarmUpFraction * Steps) - 1;
        double lastOfReturn = ThreePhase ? (2 * WarmUpFraction * Steps) - 2 : lastOfRise;
        double beforeEnd = ThreePhase ? start : peak;
        return Schedule.From(step =>
        {
            double t = Math.Min(step, Steps - 1);
            if (t <= lastOfRise)
            {
                return lastOfRise > 0 ? Anneal(start, peak, t / lastOfRise) : peak;
            }

            return t <= lastOfReturn
                ? Anneal(peak, start, (t - lastOfRise) / (lastOfReturn - lastOfRise))
                : Anneal(beforeEnd, end, (t - lastOfReturn) / (Steps - 1 - lastOfReturn));
        });
    }

    private double Anneal(double from, double to, double fraction) => Annealing == Annealing.Cosine
        ? Schedule.Between(to, from, Schedule.HalfCosine(fraction))
        : Schedule.Between(from, to, fraction);
}
