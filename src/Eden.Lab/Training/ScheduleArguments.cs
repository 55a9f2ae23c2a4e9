namespace Eden.Lab.Training;

/// <summary>What is set of a schedule, with lengths in steps.</summary>
internal sealed class ScheduleArguments
{
    private readonly ScheduleEntry _entry;
    private readonly ScheduleConfig _config;
    private readonly long _allSteps;

    /// <exception cref="InputException">A setting is unknown, or a length is out of range.</exception>
    public ScheduleArguments(ScheduleEntry entry, ScheduleConfig config, long steps, long stepsPerEpoch)
    {
        _entry = entry;
        _config = config;
        _allSteps = steps;
        StepsPerEpoch = stepsPerEpoch;
        foreach ((string name, double value) in config.Settings)
        {
            Setting setting = entry.Settings.FirstOrDefault(setting => setting.Name == name)
                ?? throw new InputException($"the schedule {entry.Name} has no {name}; it has {string.Join(", ", entry.Settings.Select(setting => setting.Name))}");
            _ = Refusal.Translate(setting, value, () => double.IsFinite(value) ? value : throw new ArgumentException("; it must be finite"));
        }

        if (config.Milestones.Count > 0 != (entry.Name == "multi-step"))
        {
            throw new InputException(config.Milestones.Count > 0 ? $"milestones are for the schedule multi-step, not for {entry.Name}" : "the schedule multi-step needs milestones");
        }

        WarmUp = InSteps("warmup", this["warmup"], 0);
        if (WarmUp >= steps)
        {
            throw new InputException($"a warm-up of {WarmUp} steps leaves nothing of {steps}; make it shorter, or the training longer");
        }
    }

    /// <summary>The steps of the schedule itself, at least 1.</summary>
    public long Steps => _allSteps - WarmUp;

    /// <summary>The steps of the warm-up before it.</summary>
    public long WarmUp { get; }

    /// <summary>The steps of an epoch.</summary>
    public long StepsPerEpoch { get; }

    /// <summary>Steps of the schedule, from its start.</summary>
    public IEnumerable<long> Milestones => _config.Milestones.Select(milestone => Math.Max(InSteps("a milestone", milestone, 0) - WarmUp, 0));

    /// <summary>The value of a setting.</summary>
    public double this[string name] => _config.Settings.TryGetValue(name, out double value) ? value : _entry.Settings.First(setting => setting.Name == name).Default;

    /// <summary>Whether a switch is on.</summary>
    public bool IsOn(string name) => this[name] != 0;

    /// <summary>A length in steps, at least 1 and no longer than the schedule.</summary>
    public long Length(string name) => Math.Min(InSteps(name, this[name], 1), Steps);

    /// <summary>A whole number.</summary>
    public long Whole(string name) => this[name] is double value && value == Math.Truncate(value) && Math.Abs(value) <= 1L << 53
        ? (long)value
        : throw new InputException(FormattableString.Invariant($"{name} is {this[name]}; it must be a whole number"));

    private long InSteps(string name, double length, long least)
    {
        bool isShare = length is >= 0 and < 1;
        if (!isShare && !(length >= 1 && length == Math.Truncate(length) && length <= 1L << 53))
        {
            throw new InputException(FormattableString.Invariant($"{name} is {length}; it must be a share of the training, from 0 to below 1, or a whole number of steps"));
        }

        return Math.Max(isShare ? (long)Math.Round(length * _allSteps) : (long)length, least);
    }
}
