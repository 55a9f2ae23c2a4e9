namespace Eden.Checkpoints.PyTorch;

/// <summary>Finds things in what a file holds, by path: the keys on the way, joined by points.</summary>
internal static class TorchTree
{
    private const string Root = "the whole file";

    /// <summary>Everything that is no container, in the order of the file.</summary>
    /// <param name="value">Where to begin.</param>
    /// <param name="path">What to call it.</param>
    /// <param name="skipped">A container that is left out.</param>
    public static IEnumerable<(string Path, object? Value)> Leaves(object? value, string path = "", object? skipped = null)
    {
        if (ReferenceEquals(value, skipped) && skipped is not null)
        {
            yield break;
        }

        if (value is not TorchContainer container)
        {
            yield return (path, value);
            yield break;
        }

        foreach ((string name, object? child) in Children(container))
        {
            foreach ((string Path, object? Value) leaf in Leaves(child, Join(path, name), skipped))
            {
                yield return leaf;
            }
        }
    }

    /// <summary>The dictionaries that are state_dicts of optimizers.</summary>
    public static List<(string Path, TorchDictionary Value)> Optimizers(object? root) =>
        [.. Containers(root, "").Where(found => IsOptimizer(found.Value)).Select(found => (found.Path, (TorchDictionary)found.Value))];

    /// <summary>All dictionaries.</summary>
    public static IEnumerable<TorchDictionary> Dictionaries(object? root) => Containers(root, "").Select(found => found.Value).OfType<TorchDictionary>();

    public static bool IsOptimizer(object? value) => value is TorchDictionary dictionary
        && dictionary.TryGet("state", out object? state) && state is TorchDictionary
        && dictionary.TryGet("param_groups", out object? groups) && groups is TorchList;

    /// <summary>What is at a path.</summary>
    public static object? Find(object? root, string path)
    {
        foreach ((string name, object value) in Containers(root, "").Select(found => (found.Path, (object)found.Value)))
        {
            if (name == path)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>A path as messages call it.</summary>
    public static string Name(string path) => path.Length > 0 ? $"'{Printable.Of(path)}'" : Root;

    public static string Join(string path, string name) => path.Length > 0 ? $"{path}.{name}" : name;

    public static IEnumerable<(string Name, object? Value)> Children(TorchContainer container) => container switch
    {
        TorchDictionary dictionary => dictionary.Pairs.Select(pair => (pair.Key.ToString()!, pair.Value)),
        _ => ((TorchList)container).Items.Select((item, index) => (index.ToString(System.Globalization.CultureInfo.InvariantCulture), item)),
    };

    private static IEnumerable<(string Path, TorchContainer Value)> Containers(object? value, string path)
    {
        if (value is TorchContainer container)
        {
            yield return (path, container);
            foreach ((string name, object? child) in Children(container))
            {
                foreach ((string Path, TorchContainer Value) found in Containers(child, Join(path, name)))
                {
                    yield return found;
                }
            }
        }
    }
}
