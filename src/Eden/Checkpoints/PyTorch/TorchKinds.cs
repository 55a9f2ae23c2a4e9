namespace Eden.Checkpoints.PyTorch;

/// <summary>Tells from an optimizer's state_dict, which does not say, which optimizer it is of.</summary>
internal static class TorchKinds
{
    /// <summary>Options that only one kind's groups have, or the state that does; Adam and AdamW are alike.</summary>
    private static readonly (string Kind, string[] Options, string[] States)[] Signs =
    [
        ("Adam", ["betas", "amsgrad"], ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"]),
        ("AdamW", ["betas", "amsgrad"], ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"]),
        ("NAdam", ["betas", "momentum_decay"], ["exp_avg", "exp_avg_sq", "mu_product"]),
        ("RAdam", ["betas"], ["exp_avg", "exp_avg_sq"]),
        ("Adamax", ["betas"], ["exp_avg", "exp_inf"]),
        ("Adagrad", ["lr_decay"], ["sum"]),
        ("RmsProp", ["alpha", "momentum"], ["square_avg", "grad_avg", "momentum_buffer"]),
        ("Sgd", ["momentum", "dampening"], ["momentum_buffer"]),
    ];

    /// <summary>The kinds that PyTorch has.</summary>
    public static string Names => string.Join(", ", Signs.Select(sign => sign.Kind));

    public static bool IsKnown(string kind) => Signs.Any(sign => sign.Kind == kind);

    /// <summary>What PyTorch keeps of a parameter beside the number of steps, by its names.</summary>
    public static IReadOnlyList<string> StatesOf(string kind) => Array.Find(Signs, sign => sign.Kind == kind).States;

    /// <summary>The kinds that groups and states may be of.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="states">What there is for each parameter.</param>
    public static IReadOnlyList<string> Candidates(IEnumerable<TorchDictionary> groups, IEnumerable<TorchDictionary> states)
    {
        HashSet<string> options = [.. groups.SelectMany(group => group.Pairs).Select(pair => pair.Key).OfType<string>()];
        HashSet<string> kept = [.. states.SelectMany(state => state.Pairs).Select(pair => pair.Key).OfType<string>().Where(name => name != "step")];
        List<string> candidates = [];
        foreach ((string kind, string[] needed, string[] known) in Signs)
        {
            bool isOther = kind is "RAdam" or "Adamax" && (options.Contains("amsgrad") || options.Contains("momentum_decay"));
            if (needed.All(options.Contains) && kept.All(known.Contains) && !isOther)
            {
                candidates.Add(kind);
            }
        }

        // From PyTorch 2.6 on the groups of Adam say which of the two it is.
        bool?[] isDecoupled = [.. groups.Select(group => group.TryGet(TorchOptionNames.IsDecoupled, out object? value) ? value as bool? : null)];
        return candidates is ["Adam", "AdamW"] && isDecoupled is [bool first, ..] ? [first ? "AdamW" : "Adam"] : candidates;
    }
}
