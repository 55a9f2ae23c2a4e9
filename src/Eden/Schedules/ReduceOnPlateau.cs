namespace Eden;

/// <summary>
/// Reduces the multiplier of the learning rate when a metric stops improving. PyTorch's <c>ReduceLROnPlateau</c>. The only
/// schedule with memory: save its <see cref="State"/> with the optimizer.
/// </summary>
/// <remarks>
/// <code>
/// ReduceOnPlateau plateau = new(new ReduceOnPlateauOptions { Factor = 0.5, Patience = 3 });
/// // after each epoch:
/// plateau.Report(metric: 0.42);  // the validation loss
/// optimizer.Groups[0].ScheduleMultiplier = schedule.At(500) * plateau.Multiplier;
/// </code>
/// One object serves any number of groups and combines with other schedules, as above. PyTorch's <c>min_lr</c> and <c>eps</c> are
/// rates; divide them by α.
/// </remarks>
public sealed class ReduceOnPlateau
{
    private readonly ReduceOnPlateauOptions _options;

    /// <summary>Starts at the multiplier 1.</summary>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">A relative threshold of 1 or more when minimizing: a positive metric can never pass
    /// it. PyTorch accepts it and keeps reducing.</exception>
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

    /// <summary>The memory between reports; set it to resume.</summary>
    public ReduceOnPlateauState State
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();

    /// <summary>Reports the metric of an epoch, and reduces the multiplier after too many reports without improvement.</summary>
    /// <param name="metric">The metric. NaN and infinity never count as better, so a diverging run is reduced.</param>
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
