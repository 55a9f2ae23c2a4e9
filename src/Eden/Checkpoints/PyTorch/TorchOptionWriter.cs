namespace Eden.Checkpoints.PyTorch;

/// <summary>Collects the options of a group by PyTorch's names, and refuses those that PyTorch does not have.</summary>
internal sealed class TorchOptionWriter : IOptionMap
{
    private readonly string _kind;
    private readonly Dictionary<string, object?> _defaults;
    private readonly Dictionary<string, object?> _options = new(StringComparer.Ordinal);

    private TorchOptionWriter(string kind)
    {
        _kind = kind;
        _defaults = OptionList.Of(OptimizerRegistry.DefaultsOf(kind)!).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>The options of a group, each a bool, double, text, null, or an array of numbers or null for a tuple.</summary>
    /// <exception cref="CheckpointException">PyTorch has no such option.</exception>
    public static IReadOnlyList<(string Name, object? Value)> Write(GroupRecord group)
    {
        TorchOptionWriter writer = new(OptimizerRegistry.NameOf(group.Options));
        double rate = Rate(group);
        writer._options[TorchOptionNames.LearningRate] = rate;
        group.Options.Map(writer);

        // That entry is how the reader tells a PyTorch that counts NAdam's momentum once; every PyTorch sets it where it is missing.
        bool isBefore2 = group.Options is NAdamOptions { CountsMomentumTwice: true };
        Dictionary<string, object?> rest = TorchOptionNames.HowToCompute.Where(option => !(isBefore2 && option.Name == TorchOptionNames.Since2)).ToDictionary(StringComparer.Ordinal);
        foreach ((string name, object? value) in group.PyTorchEntries.Where(entry => entry.Name != TorchOptionNames.LearningRate).Concat(SchedulerRates(group, rate)))
        {
            rest[name] = value;
        }

        return [.. writer._options.Concat(rest).Select(entry => (entry.Key, entry.Value))];
    }

    /// <summary>The learning rate as PyTorch had it, where no multiplier gives it to the last bit and both are as they were.</summary>
    public static double Rate(GroupRecord group) =>
        Entry(group, TorchOptionNames.LearningRate) is double kept && TorchOptionReader.Multiplier(group.Options.LearningRate, kept) == group.ScheduleMultiplier
            ? kept
            : group.Options.LearningRate * group.ScheduleMultiplier;

    /// <summary>The rates that PyTorch's schedulers look for, and the multiplier where they do not give it back. They need the first also
    /// in a run that had no scheduler.</summary>
    private static IEnumerable<(string Name, object? Value)> SchedulerRates(GroupRecord group, double rate)
    {
        double alpha = group.Options.LearningRate;
        if (Entry(group, TorchOptionNames.InitialLearningRate) is null)
        {
            yield return (TorchOptionNames.InitialLearningRate, alpha);
        }

        if (Entry(group, TorchOptionNames.PeakLearningRate) is double peak and > 0)
        {
            // The same cycle, where its height was changed here.
            double ratio = alpha / peak;
            foreach ((string name, object? value) in group.PyTorchEntries.Where(entry => TorchOptionNames.CycleRates.Contains(entry.Name)))
            {
                yield return (name, value is double ofCycle ? ofCycle * ratio : value);
            }

            yield return (TorchOptionNames.PeakLearningRate, alpha);
        }

        if (TorchOptionReader.Multiplier(alpha, rate) != group.ScheduleMultiplier)
        {
            yield return (TorchOptionNames.ScheduleMultiplier, group.ScheduleMultiplier);
        }
    }

    private static object? Entry(GroupRecord group, string name) => group.PyTorchEntries.FirstOrDefault(entry => entry.Name == name).Value;

    public double Number(string name, double value, string? pyTorch = null)
    {
        if (name != nameof(OptimizerOptions.LearningRate))
        {
            Add(name, value, pyTorch);
        }

        return value;
    }

    public double? Number(string name, double? value, string? pyTorch = null)
    {
        Add(name, value, pyTorch);
        return value;
    }

    public long Count(string name, long value, string? pyTorch = null)
    {
        Add(name, (double)value, pyTorch);
        return value;
    }

    public bool Flag(string name, bool value, string? pyTorch = null)
    {
        // That one says which PyTorch the run came from, and is written as what its groups lack.
        if (name != nameof(NAdamOptions.CountsMomentumTwice))
        {
            Add(name, value, pyTorch);
        }

        return value;
    }

    public TEnum Choice<TEnum>(string name, TEnum value, string? pyTorch = null)
        where TEnum : struct, Enum
    {
        Add(name, pyTorch is null ? value.ToString() : TorchOptionName.Parse(pyTorch).Choices[Array.IndexOf(Enum.GetValues<TEnum>(), value)], pyTorch);
        return value;
    }

    private void Add(string name, object? value, string? pyTorch)
    {
        if (pyTorch is null)
        {
            RefuseUnlessDefault(name, value);
            return;
        }

        TorchOptionName option = TorchOptionName.Parse(pyTorch);
        if (option.Index is int index)
        {
            // A list comes in order.
            _options[option.Name] = (double?[])[.. index > 0 ? (double?[])_options[option.Name]! : [], (double?)value];
        }
        else if (option.Switch is null)
        {
            _options[option.Name] = value;
        }
        else if (!_options.ContainsKey(option.Name) || !Equals(value, 0.0))
        {
            // Of two options that a switch tells apart, the one that is in use.
            _options[option.Name] = value;
            _options[option.Switch] = option.NeedsOn;
        }
    }

    private void RefuseUnlessDefault(string name, object? value)
    {
        if (!Equals(value, _defaults[name]))
        {
            throw new CheckpointException($"PyTorch's {_kind} has no {name}, which is {OptionList.Text(value)}: the run cannot go on there");
        }
    }
}
