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

    /// <summary>The content as it lies in the file, named by paths.</summary>
    public static Checkpoint Raw(TorchFile file) => Make(file, Arrays(TorchTree.Leaves(file.Root)), Texts(TorchTree.Leaves(file.Root), (path, _) => path), null, []);

    /// <summary>The content with the names that Eden gives: the model's as they are, an optimizer's state after its
    /// parameter's, everything else by its path.</summary>
    public static Checkpoint Named(TorchFile file, PyTorchReadOptions options)
    {
        (string OptimizerPath, TorchDictionary Optimizer)? optimizer = FindOptimizer(file, options.OptimizerPath);
        (string modelPath, object? model) = FindModel(file, options.ModelPath, optimizer?.Optimizer);
        List<(string Name, TorchArray Array)> weights = [.. Arrays(TorchModel.Leaves(model, optimizer?.Optimizer, isWhole: modelPath.Length == 0 && options.ModelPath is null))];
        HashSet<(string Path, object? Value)> ofModel = [.. weights.Select(weight => (TorchTree.Join(modelPath, weight.Name), (object?)weight.Array))];
        List<(string Path, object? Value)> others = [.. TorchTree.Leaves(file.Root, skipped: optimizer?.Optimizer).Where(leaf => !ofModel.Contains(leaf))];
        List<(string Name, TorchArray Array)> rest = [.. Arrays(others).Select(array => (NameOf(file, array.Name), array.Array))];
        OptimizerRecord? record = null;
        IReadOnlyList<(string Name, TorchArray Array)> states = [];
        if (optimizer is (string path, TorchDictionary dictionary))
        {
            (record, states) = new TorchOptimizer(file, path, dictionary).Read(options, weights);
        }

        return Make(file, [.. weights, .. states, .. rest], Texts(others, KeyOf), record, [.. rest.Select(tensor => tensor.Name).Intersect(Beside(file, model, record, others))]);
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

    /// <summary>The tensors that are neither the model's nor its optimizer's. Where nothing is the model, every part may be one.</summary>
    private static IEnumerable<string> Beside(TorchFile file, object? model, OptimizerRecord? record, IEnumerable<(string Path, object? Value)> others) =>
        model is not null ? Arrays(others).Select(array => array.Name)
        : record is not null ? Arrays(TorchTree.Children((TorchContainer)file.Root!)).Select(array => array.Name)
        : [];

    private static (string Path, TorchDictionary Value)? FindOptimizer(TorchFile file, string? path)
    {
        List<(string Path, TorchDictionary Value)> found = TorchTree.Optimizers(file.Root);
        if (path is not null)
        {
            int index = found.FindIndex(one => one.Path == path);
            return index >= 0 ? found[index] : throw Fail(file, $"has no state_dict of an optimizer at {TorchTree.Name(path)}{Places(found.Select(one => one.Path))}");
        }

        return found.Count == 0 ? null
            : TorchModel.FindOptimizer(found) ?? throw Fail(file, $"has several state_dicts of optimizers: say which{Places(found.Select(one => one.Path))}");
    }

    private static string Places(IEnumerable<string> paths) =>
        paths.Take(8).Select(TorchTree.Name).ToArray() is { Length: > 0 } names ? $"; there are {string.Join(", ", names)}" : "";

    private static (string Path, object? Value) FindModel(TorchFile file, string? path, TorchDictionary? optimizer)
    {
        if (path is null)
        {
            return TorchModel.Find(file.Root, optimizer);
        }

        object? found = TorchTree.Find(file.Root, path);
        return found is not null && TorchModel.HasTensors(found, optimizer)
            ? (path, found)
            : throw Fail(file, $"has no state_dict of a model at {TorchTree.Name(path)}{Places(file.Root is TorchContainer root ? TorchModel.Parts(root, optimizer).Select(part => part.Path) : [])}");
    }

    private static IEnumerable<(string Name, TorchArray Array)> Arrays(IEnumerable<(string Path, object? Value)> leaves) =>
        leaves.Where(leaf => leaf.Value is TorchArray).Select(leaf => (leaf.Path, (TorchArray)leaf.Value!));

    private static IEnumerable<(string Key, string Text)> Texts(IEnumerable<(string Path, object? Value)> leaves, Func<string, object?, string> keyOf) =>
        leaves.Select(leaf => (Key: keyOf(leaf.Path, leaf.Value), Text: TextOf(leaf.Value))).Where(text => text.Text is not null)!;

    private static Checkpoint Make(TorchFile file, IEnumerable<(string Name, TorchArray Array)> arrays, IEnumerable<(string Key, string Text)> texts, OptimizerRecord? record, string[] beside)
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

        if (beside.Length > 0)
        {
            metadata[MetadataKeys.Beside] = RecordJson.Names(beside);
        }

        return new Checkpoint(tensors, metadata, file) { Source = file.File.Path, Optimizer = record };
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
