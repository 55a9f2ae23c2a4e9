using System.Numerics;

namespace Eden;

/// <summary>Parameters that an optimizer updates with the same options of type <typeparamref name="TOptions"/>.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TOptions">The options, for example <see cref="AdamWOptions"/>.</typeparam>
/// <inheritdoc cref="ParameterGroup{T}(IEnumerable{Parameter{T}}, OptimizerOptions)"/>
public sealed class ParameterGroup<T, TOptions>(IEnumerable<Parameter<T>> parameters, TOptions options) : ParameterGroup<T>(parameters, options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TOptions : OptimizerOptions
{
    private readonly List<(Schedule Schedule, Func<TOptions, double, TOptions> Set)> _driven = [];

    /// <inheritdoc cref="ParameterGroup{T}.Options"/>
    public new TOptions Options
    {
        get => (TOptions)base.Options;
        set => base.Options = value;
    }

    /// <summary>Lets a schedule set an option before each step, as <see cref="ParameterGroup{T}.Schedule"/> sets the
    /// multiplier.</summary>
    /// <remarks>
    /// <code>
    /// OneCycleSchedule cycle = new() { Steps = 1000 };
    /// group.Schedule = cycle.CreateLearningRate();
    /// group.Drive(cycle.CreateMomentum(), (options, beta1) => options with { Beta1 = beta1 });
    /// </code>
    /// This allocates a new options record per step; the multiplier alone does not allocate.
    /// </remarks>
    /// <param name="schedule">The schedule.</param>
    /// <param name="set">Maps the options and the schedule's value to the new options.</param>
    public void Drive(Schedule schedule, Func<TOptions, double, TOptions> set)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(set);
        _driven.Add((schedule, set));
    }

    internal override void ApplySchedules(long step)
    {
        if (_driven.Count == 0)
        {
            base.ApplySchedules(step);
            return;
        }

        TOptions options = Options;
        foreach ((Schedule schedule, Func<TOptions, double, TOptions> set) in _driven)
        {
            options = set(options, schedule.At(step));
        }

        Set(options, Schedule?.At(step) ?? ScheduleMultiplier);
    }

    private protected override ParameterGroup<T> Create(IEnumerable<Parameter<T>> parameters)
    {
        ParameterGroup<T, TOptions> copy = new(parameters, Options);
        copy._driven.AddRange(_driven);
        return copy;
    }
}
