namespace Eden.Checkpoints.PyTorch;

/// <summary>What the state_dicts of schedulers say that the groups of an optimizer do not.</summary>
internal static class TorchSchedulers
{
    /// <summary>The upper ends of a <c>CyclicLR</c>, which leaves in a group its lower end alone.</summary>
    /// <param name="file">The file.</param>
    /// <param name="where">What messages call the optimizer.</param>
    /// <param name="groups">The groups of the optimizer.</param>
    /// <returns>One for each group, or null where no scheduler in the file has any for them.</returns>
    public static double[]? FindPeaks(TorchFile file, string where, IReadOnlyList<TorchDictionary> groups)
    {
        double[]? found = null;
        foreach (TorchDictionary state in TorchTree.Dictionaries(file.Root))
        {
            if (Numbers(file, state, "max_lrs") is double[] peaks && peaks.Length == groups.Count
                && Numbers(file, state, "base_lrs") is double[] bases && bases.SequenceEqual(groups.Select(group => Number(file, group, TorchOptionNames.InitialLearningRate) ?? double.NaN)))
            {
                found = found is null || found.SequenceEqual(peaks)
                    ? peaks
                    : throw file.File.Fail($"{where} may belong to several schedulers with other 'max_lrs'; save it with its own scheduler alone");
            }
        }

        return found;
    }

    private static double? Number(TorchFile file, TorchDictionary dictionary, string key) =>
        dictionary.TryGet(key, out object? value) ? TorchNumber.Read(file, value) : null;

    private static double[]? Numbers(TorchFile file, TorchDictionary dictionary, string key) =>
        dictionary.TryGet(key, out object? value) && value is TorchList list && list.Items.All(item => TorchNumber.Read(file, item) is not null)
            ? [.. list.Items.Select(item => TorchNumber.Read(file, item)!.Value)]
            : null;
}
