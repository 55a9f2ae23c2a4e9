using Eden.Checkpoints;

namespace Eden.Lab.Checkpoints;

/// <summary>How two checkpoints differ.</summary>
internal sealed record CheckpointDifference
{
    /// <summary>What describes a file and not what is in it.</summary>
    private static readonly string[] OfFiles = ["eden.sha256", "eden.header_sha256", "eden.format"];

    public required string First { get; init; }

    public required string Second { get; init; }

    /// <summary>All tensors of both, by name.</summary>
    public required IReadOnlyList<TensorDifference> Tensors { get; init; }

    /// <summary>The numbers and texts that differ, by name.</summary>
    public required IReadOnlyList<ValueDifference> Values { get; init; }

    /// <summary>What is damaged in the files, by their check sums. They are compared all the same.</summary>
    public required IReadOnlyList<string> Damages { get; init; }

    /// <summary>Whether everything is equal and nothing damaged.</summary>
    public bool IsEqual => Damages.Count == 0 && Values.Count == 0 && Tensors.All(tensor => tensor.IsEqual);

    /// <summary>Compares two files. Two <c>.pt</c> or two <c>.dat</c> files are compared by the paths in them, others by the names of parameters.</summary>
    /// <param name="naming">What a <c>.pt</c> file may not say.</param>
    /// <param name="progress">Is told how many tensors are done.</param>
    /// <exception cref="InputException">A file cannot be read, or does not say enough.</exception>
    public static CheckpointDifference Read(string first, string second, CheckpointNaming naming, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        CheckpointFormat format = CheckpointFiles.FormatOf(first);
        bool areAlike = format != CheckpointFormat.Safetensors && CheckpointFiles.FormatOf(second) == format;
        Checkpoint Open(string path) => areAlike && naming.IsEmpty ? CheckpointFiles.OpenRaw(path) : CheckpointFiles.Open(path, naming);
        using Checkpoint left = Open(first);
        using Checkpoint right = Open(second);
        CheckpointFiles.RefuseUnused(naming, first, second);
        string[] damages = [.. new[] { left, right }.Select(checkpoint => CheckpointFiles.Verify(checkpoint, cancellation).Damage).OfType<string>()];
        List<TensorDifference> tensors = [];
        foreach (string name in left.Tensors.Concat(right.Tensors).Select(tensor => tensor.Name).Distinct())
        {
            tensors.Add(CheckpointFiles.Try(() => TensorDifference.Between(
                name,
                left.TryGetTensor(name, out CheckpointTensor? one) ? one : null,
                right.TryGetTensor(name, out CheckpointTensor? other) ? other : null,
                cancellation)));
            progress?.Report(tensors.Count);
        }

        return new() { First = first, Second = second, Tensors = tensors, Damages = damages, Values = [.. Compare(TextValues.Of(left), TextValues.Of(right))] };
    }

    private static IEnumerable<ValueDifference> Compare(SortedDictionary<string, string> left, SortedDictionary<string, string> right) =>
        from name in left.Keys.Union(right.Keys).Except(OfFiles).Order(StringComparer.Ordinal)
        let difference = new ValueDifference(name, left.GetValueOrDefault(name), right.GetValueOrDefault(name))
        where difference.First != difference.Second
        select difference;
}

/// <summary>A number or text that differs.</summary>
/// <param name="First">The value in the first file; null where it is not there.</param>
/// <param name="Second">The value in the second file.</param>
internal sealed record ValueDifference(string Name, string? First, string? Second);
