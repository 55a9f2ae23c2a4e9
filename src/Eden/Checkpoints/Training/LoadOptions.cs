namespace Eden.Checkpoints;

/// <summary>How a training state is loaded.</summary>
public sealed record LoadOptions
{
    /// <summary>Whether checkpoint and program must hold the same things, in the same shapes and types. <see langword="false"/>
    /// loads what fits and reports the rest. Default <see langword="true"/>.</summary>
    public bool Strict { get; init; } = true;

    /// <summary>Whether to load only the weights and ignore the rest of the checkpoint: to continue from a model, not from a run.
    /// Default <see langword="false"/>.</summary>
    public bool WeightsOnly { get; init; }

    /// <summary>Whether to verify the file's check sums before anything changes, which reads it once more
    /// (<see cref="Checkpoint.VerifyHash"/>). Default <see langword="null"/>: if the file has any. <see langword="true"/> also
    /// refuses a file without check sums; <see langword="false"/> skips the check.</summary>
    public bool? VerifyHash { get; init; }
}
