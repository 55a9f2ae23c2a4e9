namespace Eden.Checkpoints;

/// <summary>The result of a load.</summary>
public sealed record LoadReport
{
    /// <summary>The tensors that were loaded, by their names in the checkpoint.</summary>
    public required IReadOnlyList<string> Loaded { get; init; }

    /// <summary>Everything that did not fit and was not loaded, one line each; empty after a strict load.</summary>
    public required IReadOnlyList<string> Misfits { get; init; }

    /// <summary>The tensors of no model and no optimizer (<see cref="Checkpoint.GetOtherTensorNames"/>) that were not
    /// loaded.</summary>
    public required IReadOnlyList<string> PassedOver { get; init; }

    /// <summary>The options that the checkpoint changed, one line each: <c>group 0: LearningRate 0.01 instead of 0.001</c>.</summary>
    public required IReadOnlyList<string> ChangedOptions { get; init; }
}
