namespace Eden.Checkpoints;

/// <summary>The metadata entries that Eden writes. Everything else in the metadata is the user's.</summary>
internal static class MetadataKeys
{
    /// <summary>What all of them begin with.</summary>
    public const string Prefix = "eden.";

    /// <summary>The name and version of the format.</summary>
    public const string Format = "eden.format";

    /// <summary>SHA-256 of the bytes of all tensors in the order of the file.</summary>
    public const string Hash = "eden.sha256";

    /// <summary>SHA-256 of everything else that the header says: <see cref="SafetensorsHash.OfHeader"/>.</summary>
    public const string HeaderHash = "eden.header_sha256";

    /// <summary>The optimizer: <see cref="OptimizerRecord"/>.</summary>
    public const string Optimizer = "eden.optimizer";

    /// <summary>The step to come.</summary>
    public const string Step = "eden.step";

    /// <summary>The state of a <see cref="DynamicLossScale"/>.</summary>
    public const string LossScale = "eden.loss_scale";

    /// <summary>The states of schedules that remember, by name.</summary>
    public const string Plateaus = "eden.plateaus";

    /// <summary>The averages of the weights, by name.</summary>
    public const string Averages = "eden.averages";

    /// <summary>The names of tensors of a <c>.pt</c> file that are neither the model's nor its optimizer's.</summary>
    public const string Beside = "eden.beside";

    /// <summary>The value by which the best of several checkpoints is found.</summary>
    public const string Value = "eden.value";

    /// <summary>The format that this version writes.</summary>
    public const string CurrentFormat = "eden-checkpoint/1";
}
