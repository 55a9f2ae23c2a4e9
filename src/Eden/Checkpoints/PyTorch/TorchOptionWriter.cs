namespace Eden.Checkpoints.PyTorch;

/// <summary>Collects the options of a group by PyTorch's names, and refuses those that PyTorch does not have.</summary>
internal sealed class TorchOptionWriter : IOptionMap
{
    private readonly string _kind;
    private readonly Dictionary<string, object?> _defaults;
    private readonly List<(string Name, object? Value)> _options = [];
    private double? _beta1;
    private double _decay;

    private TorchOptionWriter(string kind)
    {
        _kind = kind;
        _defaults = OptionList.Of(OptimizerKinds.DefaultsOf(kind)!).ToDictionary(option => option.Name, option => option.Value, StringComparer.Ordinal);
    }

    /// <summary>The options of a group, each a bool, double, text, null, or an array of doubles for a tuple.</summary>
    /// <exception cref="CheckpointException">PyTorch has no such option.</exception>
    public static IReadOnlyList<(string Name, object? Value)> Write(GroupRecord group)
    {
        string kind = OptimizerKinds.NameOf(group.Options);
        TorchOptionWriter writer = new(kind);
        group.Options.Map(writer);
        double rate = Rate(group);
        writer._options.Insert(0, (TorchOptionNames.LearningRate, rate));
        writer._options.Add((TorchOptionNames.Decay, writer._decay));
        if (kind is "Adam" or "AdamW" or "NAdam" or "RAdam")
        {
            writer._options.Add((TorchOptionNames.IsDecoupled, kind == "AdamW" || group.Options is NAdamOptions { WeightDecay: > 0 } or RAdamOptions { WeightDecay: > 0 }));
        }

        // That entry is how the reader tells a PyTorch that counts NAdam's momentum once; every PyTorch sets it where it is missing.
        bool isBefore2 = group.Options is NAdamOptions { CountsMomentumTwice: true };
        Dictionary<string, object?> rest = TorchOptionNames.HowToCompute.Where(option => !(isBefore2 && option.Name == TorchOptionNames.Since2)).ToDictionary(StringComparer.Ordinal);
        foreach ((string name, object? value) in group.PyTorchEntries.Where(entry => entry.Name != TorchOptionNames.LearningRate).Concat(SchedulerRates(group, rate)))
        {
            rest[name] = value;
        }

        return [.. writer._options, .. rest.Select(entry => (entry.Key, entry.Value))];
    }

    /// <summary>The learning rate as PyTorch had it, where no multiplier gives it to the last bit and both are as they were.</summary>
    private static double Rate(GroupRecord group) =>
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

    public double Number(string name, double value)
    {
        switch (name)
        {
            case nameof(OptimizerOptions.LearningRate):
                break;
            case nameof(MomentOptions.Beta1):
                _beta1 = value;
                break;
            case nameof(MomentOptions.Beta2):
                _options.Add((TorchOptionNames.Betas, new[] { _beta1!.Value, value }));
                break;
            case nameof(SgdOptions.WeightDecay) when _kind == "Sgd":
                RefuseUnlessDefault(name, value);
                break;
            case nameof(AdamOptions.L2Penalty) or nameof(AdamWOptions.WeightDecay):
                _decay = Math.Max(_decay, value);
                break;
            default:
                Add(name, value);
                break;
        }

        return value;
    }

    public double? Number(string name, double? value)
    {
        RefuseUnlessDefault(name, value);
        return value;
    }

    public long Count(string name, long value)
    {
        RefuseUnlessDefault(name, value);
        return value;
    }

    public bool Flag(string name, bool value)
    {
        Add(name, value);
        return value;
    }

    public TEnum Choice<TEnum>(string name, TEnum value)
        where TEnum : struct, Enum
    {
        RefuseUnlessDefault(name, value.ToString());
        return value;
    }

    private void Add(string name, object value)
    {
        if (TorchOptionNames.Find(_kind, name) is string torch)
        {
            _options.Add((torch, value));
        }
        else if (name != nameof(NAdamOptions.CountsMomentumTwice))
        {
            // That one says which PyTorch the run came from, and is written as what its groups lack.
            RefuseUnlessDefault(name, value);
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
