namespace Eden.Lab.Training;

/// <summary>An optimizer by name, and what is set of it.</summary>
internal sealed record OptimizerConfig
{
    /// <summary>The name in <see cref="OptimizerCatalog"/>. Default: AdamW.</summary>
    public string Name { get; init; } = "adamw";

    /// <summary>Settings by name; the others have the optimizer's defaults.</summary>
    public IReadOnlyDictionary<string, double> Settings { get; init; } = new SortedDictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Whether biases decay too. Default <see langword="false"/>: only weights do, which have at least two
    /// dimensions.</summary>
    public bool DecaysAll { get; init; }

    /// <summary>The same with one setting changed.</summary>
    public OptimizerConfig With(string name, double value) =>
        this with { Settings = new SortedDictionary<string, double>(Settings.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal) { [name] = value } };
}
