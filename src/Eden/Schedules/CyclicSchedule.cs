namespace Eden;

/// <summary>
/// The learning rate moves up and down between two bounds in straight lines, and the momentum moves the other way (Smith,
/// "Cyclical Learning Rates for Training Neural Networks", 2017). PyTorch's <c>CyclicLR</c>, with its defaults.
/// </summary>
/// <remarks>The group's learning rate α is the upper bound, PyTorch's <c>max_lr</c>. PyTorch also accepts a function in place of
/// a mode; it scales only the height: <c>Schedule.From(step => Minimum + ((LearningRate.At(step) - Minimum) *
/// scale(step)))</c>.</remarks>
public sealed record CyclicSchedule
{
    /// <summary><c>step_size_up</c>: the number of steps of the rise. Default 2000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 or above 2⁵³.</exception>
    public long StepsUp { get; init => field = Require.AtLeastOneStep(value); } = 2000;

    /// <summary><c>step_size_down</c>: the number of steps of the fall. Default <see langword="null"/>: that of the
    /// rise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 or above 2⁵³.</exception>
    public long? StepsDown { get; init => field = value is long steps ? Require.AtLeastOneStep(steps) : null; }

    /// <summary><c>base_lr</c>/<c>max_lr</c>: the lower bound as a multiplier, at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public required double Minimum { get; init => field = Require.AtLeastZero(value); }

    /// <summary><c>mode</c>: how the height changes over the steps. Default <see cref="CyclicMode.Triangular"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a value of the enumeration.</exception>
    public CyclicMode Mode { get; init => field = Require.Defined(value); }

    /// <summary>γ of <see cref="CyclicMode.ExponentialRange"/>; the other modes ignore it. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double Gamma { get; init => field = Require.AtLeastZero(value); } = 1;

    /// <summary><c>base_momentum</c>: the momentum at the upper bound of the learning rate. Default 0.8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double MinimumMomentum { get; init => field = Require.Coefficient(value); } = 0.8;

    /// <summary><c>max_momentum</c>: the momentum at the lower bound of the learning rate. Default 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1) or NaN.</exception>
    public double MaximumMomentum { get; init => field = Require.Coefficient(value); } = 0.9;

    /// <summary>Makes the schedule of the learning rate: the multiplier η, 1 at the upper bound.</summary>
    public Schedule CreateLearningRate() => Schedule.From(step => Schedule.Between(Minimum, 1, Height(step)));

    /// <summary>Makes the schedule of the momentum itself, not a multiplier: β₁ of Adam and AdamW, the momentum of SGD. For use with
    /// <see cref="ParameterGroup{T, TOptions}.Drive"/>.</summary>
    public Schedule CreateMomentum() => Schedule.From(step => Schedule.Between(MaximumMomentum, MinimumMomentum, Height(step)));

    private double Height(long step)
    {
        long down = StepsDown ?? StepsUp;
        (long cycle, long position) = Math.DivRem(step, StepsUp + down);
        double height = position <= StepsUp ? (double)position / StepsUp : (double)(StepsUp + down - position) / down;
        return height * Mode switch
        {
            CyclicMode.Triangular => 1,
            CyclicMode.Triangular2 => Math.Pow(0.5, cycle),
            _ => Math.Pow(Gamma, step),
        };
    }
}
