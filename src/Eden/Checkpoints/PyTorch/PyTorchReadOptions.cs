namespace Eden.Checkpoints;

/// <summary>Information that a <c>.pt</c> file lacks: its optimizer, and often the names of its parameters, which PyTorch
/// numbers.</summary>
public sealed record PyTorchReadOptions
{
    /// <summary>The optimizer by Eden's name, for example <c>AdamW</c>. Default null: inferred from the file, which is impossible
    /// for Adam and AdamW of PyTorch before 2.6.</summary>
    public string? Optimizer { get; init; }

    /// <summary>The names of the parameters of each group, in PyTorch's order. Default null: the names in the file (PyTorch 2.6
    /// and later, if the optimizer had them), or else matched by shape, if unique.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Groups { get; init; }

    /// <summary>Path of the model's state_dict: keys joined by points; empty for the whole file. Default null:
    /// searched.</summary>
    public string? ModelPath { get; init; }

    /// <summary>Path of the optimizer's state_dict, as <see cref="ModelPath"/>. Default null: searched.</summary>
    public string? OptimizerPath { get; init; }

    /// <summary>The options that the groups have where PyTorch has no such option; null for the defaults.</summary>
    internal IReadOnlyList<OptimizerOptions>? OwnOptions { get; init; }
}
