namespace Eden.Checkpoints;

/// <summary>What a <c>.pt</c> file does not say, or not always: which optimizer its state is of, and the names of the parameters,
/// which PyTorch numbers.</summary>
public sealed record PyTorchReadOptions
{
    /// <summary>The optimizer by Eden's name, for example <c>AdamW</c>. Default null: it is told from the file, which Adam and AdamW
    /// of PyTorch before 2.6 do not allow.</summary>
    public string? Optimizer { get; init; }

    /// <summary>The names of the parameters of each group, in PyTorch's order. Default null: the names that the file gives
    /// (PyTorch 2.6 and later, where the optimizer had them), or else the only ones that fit by shape.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Groups { get; init; }

    /// <summary>Where the model's state_dict is: the keys on the way, joined by points; empty for the whole file. Default null: it
    /// is looked for.</summary>
    public string? ModelPath { get; init; }

    /// <summary>Where the optimizer's state_dict is, as <see cref="ModelPath"/>. Default null: it is looked for.</summary>
    public string? OptimizerPath { get; init; }

    /// <summary>The options that the groups have where PyTorch has no such option; null for the defaults.</summary>
    internal IReadOnlyList<OptimizerOptions>? OwnOptions { get; init; }
}
