namespace Eden.Lab.Training;

/// <summary>The optimizers by name, which parsing, help and validation read: those of <see cref="OptimizerRegistry"/>, the default
/// first.</summary>
internal static class OptimizerCatalog
{
    /// <summary>All optimizers.</summary>
    public static IReadOnlyList<OptimizerEntry> All { get; } =
        [.. OptimizerRegistry.All.Select(optimizer => new OptimizerEntry(optimizer)).OrderByDescending(entry => entry.Name == new OptimizerConfig().Name)];

    /// <summary>The optimizer of a name.</summary>
    /// <param name="name">The name, for example <c>adamw</c>, read as by <see cref="Words"/>.</param>
    /// <exception cref="InputException">There is none.</exception>
    public static OptimizerEntry Find(string name) => Find(name, "--optimizer");

    /// <summary>The optimizer of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="option">Where it was given.</param>
    /// <exception cref="InputException">There is none.</exception>
    internal static OptimizerEntry Find(string name, string option)
    {
        string known = Words.Choose(option, name, [.. All.Select(entry => entry.Name)]);
        return All.First(entry => entry.Name == known);
    }
}
