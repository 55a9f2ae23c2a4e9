namespace Eden.Checkpoints;

/// <summary>How a training state is loaded.</summary>
public sealed record LoadOptions
{
    /// <summary>Whether everything has to fit: what is here must be in the checkpoint and the other way round, in the same shapes and
    /// types. <see langword="false"/> loads what fits and reports the rest. Default <see langword="true"/>.</summary>
    public bool Strict { get; init; } = true;

    /// <summary>Whether only weights are loaded, and nothing else of the checkpoint is looked at: to go on from a model, not from a
    /// run. Default <see langword="false"/>.</summary>
    public bool WeightsOnly { get; init; }

    /// <summary>Whether the check sums of the file are checked before anything changes, which reads it once more
    /// (<see cref="Checkpoint.VerifyHash"/>). Default <see langword="null"/>: where the file states any. <see langword="true"/> also
    /// refuses a file without; <see langword="false"/> loads without a check.</summary>
    public bool? VerifyHash { get; init; }
}
