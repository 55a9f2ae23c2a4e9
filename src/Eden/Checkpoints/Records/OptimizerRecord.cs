namespace Eden.Checkpoints;

/// <summary>Everything about an optimizer in a checkpoint except its arrays. State arrays are tensors, named after the parameter and
/// PyTorch's name of the array: <c>fc.weight.exp_avg</c>.</summary>
/// <param name="Groups">The parameter groups in their order.</param>
internal sealed record OptimizerRecord(IReadOnlyList<GroupRecord> Groups)
{
    /// <summary>The algorithms of the groups by Eden's names, for example <c>AdamW</c>, each once.</summary>
    public IReadOnlyList<string> Kinds => [.. Groups.Select(group => OptimizerRegistry.NameOf(group.Options)).Distinct()];

    /// <summary>What steps do with gradients; null in a file that does not say, such as PyTorch's.</summary>
    public GradientOptions? Gradients { get; init; }

    /// <summary>The factor of the loss.</summary>
    public double LossScale { get; init; } = 1;

    /// <summary>How many steps were taken; null in a file that does not say, such as PyTorch's.</summary>
    public long? Steps { get; init; }

    /// <summary>How many steps were skipped.</summary>
    public long SkippedSteps { get; init; }

    /// <summary>The tensor names of all state of a parameter that has taken a step.</summary>
    public static string StateName(string parameter, string state) => $"{parameter}.{state}";
}

/// <summary>A parameter group of a checkpoint.</summary>
/// <param name="Options">The options.</param>
/// <param name="ScheduleMultiplier">The schedule multiplier η; the learning rate in <paramref name="Options"/> is without
/// it.</param>
/// <param name="Parameters">The parameters in their order.</param>
internal sealed record GroupRecord(OptimizerOptions Options, double ScheduleMultiplier, IReadOnlyList<ParameterRecord> Parameters)
{
    /// <summary>What a group of PyTorch's held beside its options: what its schedulers left there, and labels. Each is a double, a bool,
    /// text or null.</summary>
    public IReadOnlyList<(string Name, object? Value)> PyTorchEntries { get; init; } = [];
}

/// <summary>A parameter of a group of a checkpoint.</summary>
/// <param name="Name">The name.</param>
/// <param name="Steps">How many steps it has taken. After none there are no state tensors.</param>
internal sealed record ParameterRecord(string Name, long Steps);
