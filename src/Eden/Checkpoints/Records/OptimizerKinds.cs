namespace Eden.Checkpoints;

/// <summary>The optimizers by their names in a checkpoint.</summary>
internal static class OptimizerKinds
{
    private static readonly (string Name, OptimizerOptions Defaults)[] All =
    [
        ("Adam", new AdamOptions()),
        ("AdamW", new AdamWOptions()),
        ("Sgd", new SgdOptions()),
        ("NAdam", new NAdamOptions()),
        ("RAdam", new RAdamOptions()),
        ("Adamax", new AdamaxOptions()),
        ("Adagrad", new AdagradOptions()),
        ("RmsProp", new RmsPropOptions()),
        ("Lion", new LionOptions()),
        ("ScheduleFreeAdamW", new ScheduleFreeAdamWOptions()),
    ];

    /// <summary>The name of the optimizer that has options of this type.</summary>
    public static string NameOf(OptimizerOptions options) => Array.Find(All, kind => kind.Defaults.GetType() == options.GetType()).Name;

    /// <summary>The options of the optimizer with a name, or null where there is no such optimizer.</summary>
    public static OptimizerOptions? DefaultsOf(string name) => Array.Find(All, kind => kind.Name == name).Defaults;

    public static string Names => string.Join(", ", All.Select(kind => kind.Name));
}
