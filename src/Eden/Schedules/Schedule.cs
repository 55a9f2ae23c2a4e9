namespace Eden;

/// <summary>
/// A pure function of the step: the multiplier η of a group's learning rate α, or another value that changes over the steps. It
/// has no state to save, and gives the value of any step in any order.
/// </summary>
/// <remarks>
/// Steps count from 0, the first step of an optimizer, so <c>At(t)</c> is what PyTorch's scheduler has set before step t + 1. To
/// use one: <c>group.Schedule = schedule</c>, or <c>group.ScheduleMultiplier = schedule.At(step)</c> before each step; to drive
/// more than the learning rate, <see cref="ParameterGroup{T, TOptions}.Drive"/>. PyTorch's absolute rates (<c>eta_min</c>,
/// <c>max_lr</c>) are divided by α here. PyTorch computes most rates from the rate before, so its schedules drift by a rounding
/// per step; these do not.
/// </remarks>
public sealed partial class Schedule
{
    private readonly Func<long, double> _at;
    private readonly long _lastMilestone;

    private Schedule(Func<long, double> at, long lastMilestone = 0) => (_at, _lastMilestone) = (at, lastMilestone);

    /// <summary>Multiplies two schedules step by step. PyTorch's <c>ChainedScheduler</c>, for schedulers that multiply the rate;
    /// those that set it (<c>LambdaLR</c>, <c>OneCycleLR</c>, <c>CyclicLR</c>, <c>CosineAnnealingWarmRestarts</c>, and
    /// <c>CosineAnnealingLR</c> where it comes back from 0) discard the schedulers before them.</summary>
    /// <param name="left">A schedule.</param>
    /// <param name="right">Another.</param>
    public static Schedule operator *(Schedule left, Schedule right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new Schedule(step => left._at(step) * right._at(step), Math.Max(left._lastMilestone, right._lastMilestone));
    }

    /// <summary>Makes a schedule of any function: PyTorch's <c>LambdaLR</c>.</summary>
    /// <param name="function">Maps the step, from 0, to the multiplier. It must be pure, so that a resumed run gets the same
    /// multipliers.</param>
    public static Schedule From(Func<long, double> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new Schedule(function);
    }

    /// <summary>The value at a step.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    public double At(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        return _at(step);
    }

    /// <summary>This schedule up to a milestone, then another one, which starts at its step 0. PyTorch's <c>SequentialLR</c>:
    /// <c>a.Then(10, b).Then(30, c)</c> has the milestones 10 and 30.</summary>
    /// <param name="milestone">The first step of <paramref name="next"/>, at least 0, and at least the milestone before it: a
    /// part that never begins is a mistake. With equal milestones the part between is skipped.</param>
    /// <param name="next">What follows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The milestone is negative, above 2⁵³, or less than one before
    /// it.</exception>
    public Schedule Then(long milestone, Schedule next)
    {
        Require.AtLeastZeroSteps(milestone, nameof(milestone));
        ArgumentNullException.ThrowIfNull(next);
        return milestone >= _lastMilestone
            ? new Schedule(step => step < milestone ? _at(step) : next._at(step - milestone), milestone + next._lastMilestone)
            : throw new ArgumentOutOfRangeException(nameof(milestone), milestone, $"milestone is {milestone}; it must be at least {_lastMilestone}, where the last part of the schedule before it begins.");
    }

    /// <summary>A linear warm-up before this schedule: η is t/steps of the schedule's first value at step t, and the schedule
    /// starts at its step 0 after the warm-up. PyTorch's <c>SequentialLR</c> of <c>LinearLR</c> and this. To run the schedule
    /// during the warm-up, multiply: <c>Schedule.Linear(steps, start) * schedule</c>.</summary>
    /// <param name="steps">Number of steps of the warm-up, at least 0; 0 means no warm-up.</param>
    /// <param name="start">Factor of the schedule's first value at step 0, at least 0. With the default 0 the first step does not
    /// move the parameters (<see cref="WarmUpFromFirstStep"/> does); PyTorch's <c>LinearLR</c> starts at 1/3.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public Schedule WarmUp(long steps, double start = 0)
    {
        Require.AtLeastZeroSteps(steps, nameof(steps));
        Require.AtLeastZero(start, nameof(start));
        return steps == 0 ? this : (Linear(steps, start) * Constant(_at(0))).Then(steps, this);
    }

    /// <summary>The warm-up of most training scripts, (t + 1)/steps at step t: every step moves the parameters, and the last step
    /// of the warm-up has the full rate. In PyTorch a <c>LambdaLR</c> of <c>min((t + 1)/steps, 1)</c>.</summary>
    /// <param name="steps">Number of steps of the warm-up, at least 0; 0 means no warm-up.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative or above 2⁵³.</exception>
    public Schedule WarmUpFromFirstStep(long steps)
    {
        Require.AtLeastZeroSteps(steps, nameof(steps));
        double first = _at(0);
        return new Schedule(step => first * ((step + 1) / (double)steps)).Then(steps, this);
    }
}
