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

    /// <summary>The type of the tensor of a state array that is stored small; null for one that is not.</summary>
    public Func<int, TensorType?> SmallType { get; init; } = _ => null;

    /// <summary>Sets a small state array after a number of steps.</summary>
    public Action<int, StateArray, CheckpointTensor, long> SetSmallState { get; init; } = (_, _, _, _) => { };

    /// <summary>Sets the exponents of a small state array.</summary>
    public Action<int, StateArray, CheckpointTensor> SetExponents { get; init; } = (_, _, _) => { };

    /// <summary>Sets the number of steps taken, with the options of the checkpoint.</summary>
    public required Action<OptimizerOptions, long> SetSteps { get; init; }
}
