namespace Eden.Checkpoints.PyTorch;

/// <summary>Finds the state_dicts of the model and of the optimizer in what a training script saved.</summary>
internal static class TorchModel
{
    /// <summary>Where people put the state_dict of the model.</summary>
    private static readonly string[] UsualPaths =
        ["model", "model_state_dict", "state_dict", "module", "net", "network", "weights", "model_state", "net_state_dict", "network_state_dict", "model_weights", "params"];

    /// <summary>Where people put the state_dict of the optimizer.</summary>
    private static readonly string[] UsualOptimizerPaths = ["optimizer", "optimizer_state_dict", "optimizer_state", "optim", "optim_state_dict", "opt"];

    /// <summary>The optimizer with a usual name, or the only one.</summary>
    /// <param name="found">All of them by their paths.</param>
    /// <returns>Null where none is to be preferred.</returns>
    public static (string Path, TorchDictionary Value)? FindOptimizer(IReadOnlyList<(string Path, TorchDictionary Value)> found)
    {
        int usual = Array.FindIndex(UsualOptimizerPaths, name => found.Any(one => one.Path == name));
        return usual >= 0 ? found.First(one => one.Path == UsualOptimizerPaths[usual]) : found.Count == 1 ? found[0] : null;
    }

    /// <summary>The model: what has a usual name, whatever stands beside it; or else the whole, where it is a state_dict itself; or else
    /// the only part that holds tensors.</summary>
    /// <param name="whole">Where to look.</param>
    /// <param name="optimizer">The optimizer, which is passed over.</param>
    /// <param name="path">What to call the place.</param>
    /// <returns>The model, or null where nothing says what it is.</returns>
    public static (string Path, TorchContainer? Value) Find(object? whole, TorchDictionary? optimizer, string path = "")
    {
        if (whole is not TorchContainer container || ReferenceEquals(container, optimizer))
        {
            return (path, null);
        }

        List<(string Path, TorchContainer Value)> parts = Parts(container, optimizer, path);
        int usual = Array.FindIndex(UsualPaths, name => parts.Exists(part => part.Path == TorchTree.Join(path, name)));
        if (usual >= 0)
        {
            return Unwrapped(parts.Find(part => part.Path == TorchTree.Join(path, UsualPaths[usual])), optimizer);
        }

        if (IsStateDict(container, parts.Count, optimizer))
        {
            return (path, container);
        }

        return parts is not [(string Path, TorchContainer Value) only] ? (path, null)
            : Find(only.Value, optimizer, only.Path) is (_, not null) inner ? inner
            : only;
    }

    /// <summary>What a model holds. A file that is a state_dict itself may hold other models in dictionaries, whose keys have no
    /// points.</summary>
    public static IEnumerable<(string Path, object? Value)> Leaves(object? model, TorchDictionary? optimizer, bool isWhole) => isWhole && model is TorchContainer container
        ? TorchTree.Children(container).Where(child => child.Value is TorchArray || child.Name.Contains('.')).SelectMany(child => TorchTree.Leaves(child.Value, child.Name, optimizer))
        : TorchTree.Leaves(model, skipped: optimizer);

    /// <summary>The lists and dictionaries at a place that hold tensors.</summary>
    public static List<(string Path, TorchContainer Value)> Parts(TorchContainer container, TorchDictionary? optimizer, string path = "") =>
        [.. TorchTree.Children(container).Where(child => child.Value is TorchContainer && HasTensors(child.Value, optimizer)).Select(child => (TorchTree.Join(path, child.Name), (TorchContainer)child.Value!))];

    public static bool HasTensors(object? value, TorchDictionary? optimizer) => TorchTree.Leaves(value, skipped: optimizer).Any(leaf => leaf.Value is TorchArray);

    /// <summary>A model under a usual name inside another, as in <c>model.state_dict</c>, where nothing else is there.</summary>
    private static (string Path, TorchContainer Value) Unwrapped((string Path, TorchContainer Value) model, TorchDictionary? optimizer) =>
        OwnTensors(model.Value).Count == 0 && Parts(model.Value, optimizer, model.Path) is [(string Path, TorchContainer Value) only] && UsualPaths.Any(name => only.Path == TorchTree.Join(model.Path, name))
            ? Unwrapped(only, optimizer)
            : model;

    /// <summary>Whether the tensors at a place are a model's, and not a loss, a best accuracy or the state of a random number generator:
    /// names of state_dicts have points; without one, nothing else may hold tensors, and there are as many as the optimizer has
    /// parameters.</summary>
    private static bool IsStateDict(TorchContainer container, int parts, TorchDictionary? optimizer)
    {
        IReadOnlyList<string> own = OwnTensors(container);
        return own.Any(name => name.Contains('.')) || (own.Count > 0 && parts == 0 && own.Count >= CountParameters(optimizer));
    }

    private static IReadOnlyList<string> OwnTensors(TorchContainer container) =>
        [.. TorchTree.Children(container).Where(child => child.Value is TorchArray).Select(child => child.Name)];

    private static int CountParameters(TorchDictionary? optimizer) => optimizer is not null && optimizer.TryGet("param_groups", out object? groups) && groups is TorchList list
        ? list.Items.OfType<TorchDictionary>().Sum(group => group.TryGet(TorchOptionNames.Parameters, out object? numbers) && numbers is TorchList parameters ? parameters.Items.Count : 0)
        : 0;
}
