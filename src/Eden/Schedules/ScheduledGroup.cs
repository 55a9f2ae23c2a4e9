using System.Numerics;

namespace Eden;

/// <summary>Sets what is scheduled of a parameter group before each step: the multiplier of its learning rate, and any of its
/// options.</summary>
/// <remarks>
/// <code>
/// OneCycleSchedule cycle = new() { Steps = 1000 };
/// ScheduledGroup&lt;float, AdamWOptions&gt; scheduled = new(optimizer.Groups[0]) { LearningRate = cycle.LearningRate };
/// scheduled.Drive(cycle.Momentum, (options, beta1) => options with { Beta1 = beta1 });
/// for (long step = 0; step &lt; 1000; step++)
/// {
///     scheduled.Apply(step);
///     optimizer.Step();  // after forward and backward
/// }
/// </code>
/// It keeps nothing from step to step, so a run that goes on from a checkpoint needs only the number of its next step.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TOptions">The options of the group.</typeparam>
/// <param name="group">The group.</param>
public sealed class ScheduledGroup<T, TOptions>(ParameterGroup<T, TOptions> group)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TOptions : OptimizerOptions
{
    private readonly ParameterGroup<T, TOptions> _group = group ?? throw new ArgumentNullException(nameof(group));
    private readonly List<(Schedule Schedule, Func<TOptions, double, TOptions> Set)> _driven = [];

    /// <summary>The schedule of <see cref="ParameterGroup{T}.ScheduleMultiplier"/>. Default <see langword="null"/>: the multiplier
    /// is left alone.</summary>
    public Schedule? LearningRate { get; init; }

    /// <summary>Lets a schedule drive an option. The options of one step are one new record, which is an allocation per step;
    /// the learning rate alone needs none.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="set">Takes the options and the schedule's value, and gives the new options, for example
    /// <c>(options, eta) => options with { WeightDecay = 0.1 * eta }</c>.</param>
    public void Drive(Schedule schedule, Func<TOptions, double, TOptions> set)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(set);
        _driven.Add((schedule, set));
    }

    /// <summary>Sets the group's values for a step. Other options, and a learning rate changed from outside, stay as they
    /// are.</summary>
    /// <param name="step">The step to come, from 0.</param>
    /// <exception cref="ArgumentException">The step is negative, or a schedule gives a value that the group refuses; nothing has
    /// changed.</exception>
    public void Apply(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        double multiplier = LearningRate is null ? _group.ScheduleMultiplier : Require.AtLeastZero(LearningRate.At(step), nameof(LearningRate));
        if (_driven.Count > 0)
        {
            TOptions options = _group.Options;
            foreach ((Schedule schedule, Func<TOptions, double, TOptions> set) in _driven)
            {
                options = set(options, schedule.At(step));
            }

            _group.Set(options, multiplier);
        }
        else
        {
            _group.ScheduleMultiplier = multiplier;
        }
    }
}
