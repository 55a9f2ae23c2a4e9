namespace Eden;

/// <summary>
/// A pure function of the step: the multiplier η of a group's learning rate α, or another value that changes over the
/// steps. Nothing of it needs to be saved with a training run, and it can be asked for any step in any order.
/// </summary>
/// <remarks>
/// Steps count from 0, the first step of an optimizer, so <c>At(t)</c> is what PyTorch's scheduler has set before step t + 1.
/// To use one: <c>group.Schedule = schedule</c>, or <c>group.ScheduleMultiplier = schedule.At(step)</c> before each step; to drive
/// more than the learning rate, <see cref="ParameterGroup{T, TOptions}.Drive"/>. PyTorch's absolute rates (<c>eta_min</c>, <c>max_lr</c>) are divided by α here.
/// PyTorch computes most schedules by recursion from the current rate, and so drifts by a rounding per step; these do not.
/// </remarks>
public sealed partial class Schedule
{
    private readonly Func<long, double> _at;
    private readonly long _lastMilestone;

    private Schedule(Func<long, double> at, long lastMilestone = 0) => (_at, _lastMilestone) = (at, lastMilestone);

    /// <summary>Multiplies two schedules step by step. PyTorch's <c>ChainedScheduler</c>, for schedulers that multiply the rate;
    /// those that set it (<c>LambdaLR</c>, <c>OneCycleLR</c>, <c>CyclicLR</c>, <c>CosineAnnealingWarmRestarts</c>, and
    /// <c>CosineAnnealingLR</c> where it comes back from 0) forget there what was chained before them.</summary>
    /// <param name="left">A schedule.</param>
    /// <param name="right">Another.</param>
    public static Schedule operator *(Schedule left, Schedule right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new Schedule(step => left._at(step) * right._at(step), Math.Max(left._lastMilestone, right._lastMilestone));
    }

    /// <summary>Makes a schedule of any function: PyTorch's <c>LambdaLR</c>.</summary>
    /// <param name="function">Takes the step, from 0, and gives the multiplier. It must be pure, so that a run that goes on
    /// from a checkpoint gets the same multipliers.</param>
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

    /// <summary>This schedule up to a milestone, and from there another one, which starts from its own step 0. PyTorch's
    /// <c>SequentialLR</c>: <c>a.Then(10, b).Then(30, c)</c> has the milestones 10 and 30.</summary>
    /// <param name="milestone">The first step of <paramref name="next"/>, at least 0, and at least the milestone before it: a part that
    /// never begins is a mistake. At the same milestone the part between is left out.</param>
    /// <param name="next">What follows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The milestone is negative, above 2⁵³, or less than one before it.</exception>
    public Schedule Then(long milestone, Schedule next)
    {
        Require.AtLeastZeroSteps(milestone, nameof(milestone));
        ArgumentNullException.ThrowIfNull(next);
        return milestone >= _lastMilestone
            ? new Schedule(step => step < milestone ? _at(step) : next._at(step - milestone), milestone + next._lastMilestone)
            : throw new ArgumentOutOfRangeException(nameof(milestone), milestone, $"milestone is {milestone}; it must be at least {_lastMilestone}, where the last part of the schedule before it begins.");
    }

    /// <summary>A linear warm-up before this schedule, which starts from its own step 0 once the warm-up has risen to where it
    /// starts: η = t/steps of it at step t. PyTorch's <c>SequentialLR</c> of <c>LinearLR</c> and this. To let the schedule run during
    /// the warm-up, multiply: <c>Schedule.Linear(steps, start) * schedule</c>.</summary>
    /// <param name="steps">How many steps it takes, at least 0; with 0 there is no warm-up.</param>
    /// <param name="start">What the schedule's first value is multiplied by at step 0, at least 0. With the default 0 the first
    /// step does not move the parameters (<see cref="WarmUpFromFirstStep"/> does); PyTorch's <c>LinearLR</c> starts at 1/3.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public Schedule WarmUp(long steps, double start = 0)
    {
        Require.AtLeastZeroSteps(steps, nameof(steps));
        Require.AtLeastZero(start, nameof(start));
        return steps == 0 ? this : (Linear(steps, start) * Constant(_at(0))).Then(steps, this);
    }

    /// <summary>The warm-up of most training scripts, (t + 1)/steps at step t: every step moves the parameters, and the last of the
    /// warm-up has the full rate. In PyTorch a <c>LambdaLR</c> of <c>min((t + 1)/steps, 1)</c>.</summary>
    /// <param name="steps">How many steps it takes, at least 0; with 0 there is no warm-up.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative or above 2⁵³.</exception>
    public Schedule WarmUpFromFirstStep(long steps)
    {
        Require.AtLeastZeroSteps(steps, nameof(steps));
        double first = _at(0);
        return new Schedule(step => first * ((step + 1) / (double)steps)).Then(steps, this);
    }
}
