using System.Globalization;
using System.Numerics;

namespace Eden.Checkpoints.PyTorch;

/// <summary>Turns what a <c>.pt</c> file holds into a checkpoint with names, as Eden's own are.</summary>
internal static class TorchCheckpoint
{
    /// <summary>Where Eden puts text of the caller's.</summary>
    public const string NotesPath = "metadata";

    /// <summary>Where Eden puts averages of the weights: a state_dict for each.</summary>
    public const string AveragesPath = "averages";

    private const int MostTexts = 100_000;

    /// <summary>Where people put the state_dict of the model.</summary>
    private static readonly string[] UsualModelPaths = ["model", "model_state_dict", "state_dict", "module", "net", "network", "weights"];

    /// <summary>The content as it lies in the file, named by paths.</summary>
    public static Checkpoint Raw(TorchFile file) => Make(file, Arrays(TorchTree.Leaves(file.Root)), Texts(TorchTree.Leaves(file.Root), (path, _) => path), null);

    /// <summary>The content with the names that Eden gives: the model's as they are, an optimizer's state after its
    /// parameter's, everything else by its path.</summary>
    public static Checkpoint Named(TorchFile file, PyTorchReadOptions options)
    {
        (string OptimizerPath, TorchDictionary Optimizer)? optimizer = FindOptimizer(file, options.OptimizerPath);
        (string modelPath, object? model) = FindModel(file, options.ModelPath, optimizer?.Optimizer);
        List<(string Name, TorchArray Array)> weights = [.. Arrays(TorchTree.Leaves(model, skipped: optimizer?.Optimizer))];
        List<(string Path, object? Value)> others = [.. TorchTree.Leaves(file.Root, skipped: optimizer?.Optimizer).Where(leaf => leaf.Value is not TorchArray || !IsBelow(leaf.Path, modelPath, model))];
        OptimizerRecord? record = null;
        IReadOnlyList<(string Name, TorchArray Array)> states = [];
        if (optimizer is (string path, TorchDictionary dictionary))
        {
            (record, states) = new TorchOptimizer(file, path, dictionary).Read(options, weights);
        }

        return Make(file, [.. weights, .. states, .. Arrays(others).Select(array => (NameOf(file, array.Name), array.Array))], Texts(others, KeyOf), record);
    }

    /// <summary>The average <c>ema</c> of <c>fc.weight</c>, where Eden wrote it, has its own name back: <c>fc.weight.ema</c>.</summary>
    private static string NameOf(TorchFile file, string path)
    {
        if (file.Root is TorchDictionary root && root.TryGet(AveragesPath, out object? value) && value is TorchDictionary averages
            && root.TryGet(NotesPath, out object? notes) && notes is TorchDictionary texts && texts.TryGet(MetadataKeys.Averages, out _))
        {
            foreach (string average in averages.Pairs.Select(pair => pair.Key).OfType<string>())
            {
                string start = $"{AveragesPath}.{average}.";
                if (path.StartsWith(start, StringComparison.Ordinal))
                {
                    return AveragePart.TensorName(path[start.Length..], average);
                }
            }
        }

        return path;
    }

    private static bool IsBelow(string path, string model, object? found) =>
        found is not null && (model.Length == 0 || path.StartsWith(model + ".", StringComparison.Ordinal));

    private static (string Path, TorchDictionary Value)? FindOptimizer(TorchFile file, string? path)
    {
        List<(string Path, TorchDictionary Value)> found = TorchTree.Optimizers(file.Root);
        if (path is not null)
        {
            int index = found.FindIndex(one => one.Path == path);
            return index >= 0 ? found[index] : throw Fail(file, $"has no state_dict of an optimizer at {TorchTree.Name(path)}{Places(found)}");
        }

        return found.Count switch
        {
            0 => null,
            1 => found[0],
            _ => throw Fail(file, $"has several state_dicts of optimizers: say which{Places(found)}"),
        };
    }

    private static string Places(List<(string Path, TorchDictionary Value)> found) =>
        found.Count > 0 ? $"; there are {string.Join(", ", found.Take(8).Select(one => TorchTree.Name(one.Path)))}" : "";

    private static (string Path, object? Value) FindModel(TorchFile file, string? path, TorchDictionary? optimizer)
    {
        if (path is not null)
        {
            object? found = TorchTree.Find(file.Root, path);
            return found is not null && HasArrays(found, optimizer) ? (path, found) : throw Fail(file, $"has no state_dict of a model at {TorchTree.Name(path)}{Places(Holders(file.Root, optimizer))}");
        }

        if (file.Root is not TorchDictionary root || ReferenceEquals(root, optimizer))
        {
            return ("", null);
        }

        if (root.Pairs.Any(pair => pair.Value is TorchArray))
        {
            return ("", root);
        }

        List<(string Path, TorchDictionary Value)> holders = Holders(root, optimizer);
        int usual = Array.FindIndex(UsualModelPaths, name => holders.Exists(holder => holder.Path == name));
        return usual >= 0 ? holders.Find(holder => holder.Path == UsualModelPaths[usual])
            : holders.Count == 1 ? holders[0]
            : ("", null);
    }

    private static List<(string Path, TorchDictionary Value)> Holders(object? root, TorchDictionary? optimizer) => root is TorchDictionary dictionary
        ? [.. dictionary.Pairs.Where(pair => pair.Value is TorchDictionary && HasArrays(pair.Value, optimizer)).Select(pair => (pair.Key.ToString()!, (TorchDictionary)pair.Value!))]
        : [];

    private static bool HasArrays(object? value, TorchDictionary? optimizer) => Arrays(TorchTree.Leaves(value, skipped: optimizer)).Any();

    private static IEnumerable<(string Name, TorchArray Array)> Arrays(IEnumerable<(string Path, object? Value)> leaves) =>
        leaves.Where(leaf => leaf.Value is TorchArray).Select(leaf => (leaf.Path, (TorchArray)leaf.Value!));

    private static IEnumerable<(string Key, string Text)> Texts(IEnumerable<(string Path, object? Value)> leaves, Func<string, object?, string> keyOf) =>
        leaves.Select(leaf => (Key: keyOf(leaf.Path, leaf.Value), Text: TextOf(leaf.Value))).Where(text => text.Text is not null)!;

    private static Checkpoint Make(TorchFile file, IEnumerable<(string Name, TorchArray Array)> arrays, IEnumerable<(string Key, string Text)> texts, OptimizerRecord? record)
    {
        List<CheckpointTensor> tensors = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach ((string name, TorchArray array) in arrays)
        {
            if (name.Length == 0 || !names.Add(name))
            {
                throw Fail(file, name.Length == 0 ? "has a tensor without a name" : $"has two tensors that come to the name '{Printable.Of(name)}'");
            }

            tensors.Add(new TorchTensor(name, file.File, array));
        }

        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        foreach ((string key, string text) in texts)
        {
            if (!metadata.TryAdd(key, text))
            {
                throw Fail(file, $"has two values that come to the name '{Printable.Of(key)}'");
            }

            if (metadata.Count > MostTexts)
            {
                throw Fail(file, $"has more than {MostTexts} values beside its tensors");
            }
        }

        if (record is not null)
        {
            metadata[MetadataKeys.Optimizer] = OptimizerRecordJson.Write(record);
        }

        return new Checkpoint(tensors, metadata, file) { Source = file.File.Path };
    }

    /// <summary>A whole number under the name <c>step</c> is the step to come, as training scripts write it; text that Eden wrote
    /// gets its own name back.</summary>
    private static string KeyOf(string path, object? value) => value switch
    {
        long and >= 0 and <= Require.MostSteps when path == "step" => MetadataKeys.Step,
        string when path.StartsWith(NotesPath + ".", StringComparison.Ordinal) => path[(NotesPath.Length + 1)..],
        _ => path,
    };

    private static string? TextOf(object? value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        long or double or BigInteger => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static CheckpointException Fail(TorchFile file, string what) => file.File.Fail(what);
}
