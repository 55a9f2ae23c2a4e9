namespace Eden;

/// <summary>
/// Reduces the multiplier of the learning rate when a metric has stopped getting better. PyTorch's <c>ReduceLROnPlateau</c>;
/// the one schedule that remembers, so save its <see cref="State"/> with the optimizer.
/// </summary>
/// <remarks>
/// <code>
/// ReduceOnPlateau plateau = new(new ReduceOnPlateauOptions { Factor = 0.5, Patience = 3 });
/// // after each epoch:
/// plateau.Report(metric: 0.42);  // the validation loss
/// optimizer.Groups[0].ScheduleMultiplier = schedule.At(500) * plateau.Multiplier;
/// </code>
/// One serves any number of groups, and multiplies with other schedules:
/// <c>group.ScheduleMultiplier = schedule.At(step) * plateau.Multiplier</c>. PyTorch works on the learning rates of the groups
/// instead, so that its <c>min_lr</c> and <c>eps</c> are rates; divide them by α.
/// </remarks>
public sealed class ReduceOnPlateau
{
    private readonly ReduceOnPlateauOptions _options;

    /// <summary>Starts at the multiplier 1.</summary>
    /// <param name="options">The options; left out, the defaults.</param>
    /// <exception cref="ArgumentException">A relative threshold of 1 or more, below which no metric can get when
    /// minimizing. PyTorch takes it and reduces for ever.</exception>
    public ReduceOnPlateau(ReduceOnPlateauOptions? options = null)
    {
        _options = options ?? new();
        if (_options is { Mode: PlateauMode.Minimize, ThresholdMode: ThresholdMode.Relative, Threshold: >= 1 })
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Threshold is {_options.Threshold}; it must be less than 1 when minimizing by a relative one."), nameof(options));
        }
    }

    internal ReduceOnPlateauOptions Options => _options;

    /// <summary>The multiplier η.</summary>
    public double Multiplier => State.Multiplier;

    /// <summary>What is remembered between reports; setting it goes on from there.</summary>
    public ReduceOnPlateauState State
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();

    /// <summary>Takes the metric of an epoch, and reduces the multiplier when too many in a row were no better.</summary>
    /// <param name="metric">The metric. NaN and infinity are never better, so a run that diverges is reduced.</param>
    /// <returns>Whether the multiplier was reduced.</returns>
    public bool Report(double metric)
    {
        bool better = IsBetter(metric);
        bool coolingDown = State.CooldownLeft > 0;
        long badReports = better || coolingDown ? 0 : State.BadReports + 1;
        bool due = badReports > _options.Patience;
        double reduced = Math.Max(State.Multiplier * _options.Factor, _options.MinimumMultiplier);
        bool reduces = due && State.Multiplier - reduced > _options.MinimumChange;
        State = new ReduceOnPlateauState
        {
            Multiplier = reduces ? reduced : State.Multiplier,
            Best = better ? metric : State.Best,
            BadReports = due ? 0 : badReports,
            CooldownLeft = due ? _options.Cooldown : State.CooldownLeft - (coolingDown ? 1 : 0),
        };
        return reduces;
    }

    private bool IsBetter(double metric)
    {
        if (State.Best is not double best || !double.IsFinite(metric))
        {
            return double.IsFinite(metric);
        }

        double sign = _options.Mode == PlateauMode.Minimize ? -1 : 1;
        double bar = _options.ThresholdMode == ThresholdMode.Relative ? best * (1 + (sign * _options.Threshold)) : best + (sign * _options.Threshold);
        return _options.Mode == PlateauMode.Minimize ? metric < bar : metric > bar;
    }
}
