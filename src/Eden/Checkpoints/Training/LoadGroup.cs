namespace Eden.Checkpoints;

/// <summary>A parameter group that a checkpoint is loaded into.</summary>
/// <param name="Options">Its options so far.</param>
/// <param name="Parameters">Its parameters.</param>
internal sealed record LoadGroup(OptimizerOptions Options, IReadOnlyList<LoadParameter> Parameters)
{
    /// <summary>Throws an <see cref="ArgumentException"/> where the group cannot have options, or a schedule multiplier.</summary>
    public required Action<OptimizerOptions, double> Validate { get; init; }

    /// <summary>Takes the options of a checkpoint's group.</summary>
    public required Action<GroupRecord> Adopt { get; init; }
}

/// <summary>A parameter of such a group.</summary>
/// <param name="Name">The name.</param>
/// <param name="Shape">The length of each dimension.</param>
/// <param name="Type">The element type of the parameter and of its state.</param>
internal sealed record LoadParameter(string Name, long[] Shape, TensorType Type)
{
    /// <summary>Sets the state array of an index; to its initial value where no tensor is given.</summary>
    public required Action<int, StateArray, CheckpointTensor?> SetState { get; init; }

    /// <summary>Sets the number of steps taken, with the options of the checkpoint.</summary>
    public required Action<OptimizerOptions, long> SetSteps { get; init; }
}
