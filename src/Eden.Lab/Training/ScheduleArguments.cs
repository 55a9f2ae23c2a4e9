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
            ScheduleSetting setting = entry.Ranges.FirstOrDefault(setting => setting.Name == name)
                ?? throw new InputException($"the schedule {entry.Name} has no {name}; it has {string.Join(", ", entry.Settings.Select(setting => setting.Name))}");
            setting.Allowed.Demand(name, value);
        }

        if (config.Milestones.Count > 0 != (entry.Name == "multi-step"))
        {
            throw new InputException(config.Milestones.Count > 0 ? $"--milestones is for the schedule multi-step, not for {entry.Name}" : "the schedule multi-step needs --milestones");
        }

        long reached = 0;
        foreach (double milestone in config.Milestones)
        {
            Allowed.LengthOrNone.Demand("milestones", milestone);
            long step = InSteps(milestone, 0);
            reached = step >= reached
                ? step
                : throw new InputException(FormattableString.Invariant($"--milestones has {milestone}, which is step {step}, after step {reached}; put them in order"));
        }

        RefuseWithout("warmup", "warmup-start");
        RefuseWithout("cycle-momentum", "min-momentum", "max-momentum");
        if (config.Settings.ContainsKey("cycle-momentum") && this["min-momentum"] > this["max-momentum"])
        {
            throw new InputException(FormattableString.Invariant($"--min-momentum is {this["min-momentum"]}; it must be at most --max-momentum, {this["max-momentum"]}"));
        }

        WarmUp = InSteps(this["warmup"], 0);
        if (WarmUp >= steps)
        {
            throw new InputException($"--warmup takes {WarmUp} of {steps} steps and leaves none; shorten it, or raise --epochs");
        }
    }

    /// <summary>The steps of the schedule itself, at least 1.</summary>
    public long Steps => _allSteps - WarmUp;

    /// <summary>The steps of the warm-up before it.</summary>
    public long WarmUp { get; }

    public long StepsPerEpoch { get; }

    /// <summary>Steps of the schedule, from its start.</summary>
    public IEnumerable<long> Milestones => _config.Milestones.Select(milestone => Math.Max(InSteps(milestone, 0) - WarmUp, 0));

    public double this[string name] => _config.Settings.TryGetValue(name, out double value) ? value : _entry.Settings.First(setting => setting.Name == name).Default;

    /// <summary>Whether a switch is on.</summary>
    public bool IsOn(string name) => this[name] != 0;

    /// <summary>A length in steps, at least 1.</summary>
    public long Length(string name) => InSteps(this[name], 1);

    private long InSteps(double length, long least) => Math.Max(length < 1 ? (long)Math.Round(length * _allSteps) : (long)length, least);

    /// <summary>Refuses settings that change nothing where another one is 0.</summary>
    private void RefuseWithout(string needed, params string[] names)
    {
        string? given = Array.Find(names, _config.Settings.ContainsKey);
        if (given is not null && this[needed] == 0)
        {
            throw new InputException($"--{given} needs --{needed}");
        }
    }
}
