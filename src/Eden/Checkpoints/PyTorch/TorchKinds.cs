namespace Eden.Checkpoints.PyTorch;

/// <summary>Infers the optimizer from a state_dict, which does not name it.</summary>
internal static class TorchKinds
{
    private static readonly (RegisteredOptimizer Optimizer, TorchOptionName[] Options)[] Known =
        [.. OptimizerRegistry.All.Where(optimizer => optimizer.PyTorch is not null)
            .Select(optimizer => (optimizer, (TorchOptionName[])[.. OptionList.All(optimizer.Defaults).TorchNames.Select(option => option.PyTorch)]))];

    /// <summary>The optimizers that groups and states may be of.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="states">What there is for each parameter.</param>
    public static IReadOnlyList<string> Candidates(IEnumerable<TorchDictionary> groups, IEnumerable<TorchDictionary> states)
    {
        // Text is a label of the user's.
        HashSet<string> options = [.. groups.SelectMany(group => group.Pairs).Where(pair => pair.Value is not string).Select(pair => pair.Key).OfType<string>()];
        HashSet<string> kept = [.. states.SelectMany(state => state.Pairs).Select(pair => pair.Key).OfType<string>().Where(name => name != TorchOptimizer.Step)];
        IEnumerable<string> signs = OptimizerRegistry.All.SelectMany(optimizer => optimizer.Signs).Where(options.Contains);
        return [.. Known
            .Where(kind => kind.Optimizer.Signs.All(options.Contains) && kept.All(kind.Optimizer.States.Contains)
                && signs.All(sign => kind.Options.Any(option => option.Name == sign)) && kind.Options.All(option => Agrees(groups.FirstOrDefault(), option, kind.Options)))
            .Select(kind => kind.Optimizer.Name)];
    }

    /// <summary>Whether the switch that an option needs stands so, where it has no counterpart. From PyTorch 2.6 on the groups of Adam
    /// and AdamW differ in it.</summary>
    private static bool Agrees(TorchDictionary? group, TorchOptionName option, TorchOptionName[] all) =>
        option.Switch is null
        || group?.TryGet(option.Switch, out object? value) != true || value is not bool isOn || isOn == option.NeedsOn
        || all.Any(other => other.Switch == option.Switch && other.NeedsOn == isOn);
}
