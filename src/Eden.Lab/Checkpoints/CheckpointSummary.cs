using Eden.Checkpoints;

namespace Eden.Lab.Checkpoints;

/// <summary>What is in a checkpoint file.</summary>
internal sealed record CheckpointSummary
{
    public required string File { get; init; }

    public required CheckpointFormat Format { get; init; }

    /// <summary>The tensors, in the order of the file; those of a <c>.pt</c> or <c>.dat</c> file by their paths in it.</summary>
    public required IReadOnlyList<TensorSummary> Tensors { get; init; }

    /// <summary>What else there is: numbers and text by path or name.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>Whether the file is as its check sums say: the SHA-256 that Eden writes, the CRC-32 in a <c>.pt</c> file. Null for a file
    /// that states none.</summary>
    public bool? IsSound { get; init; }

    /// <summary>What is damaged; null where nothing is known to be.</summary>
    public string? Damage { get; init; }

    public long Elements => Tensors.Sum(tensor => tensor.Elements);

    public long Bytes => Tensors.Sum(tensor => tensor.Bytes);

    /// <summary>Reads a file through.</summary>
    /// <param name="progress">Is told how many tensors are done.</param>
    /// <exception cref="InputException">The file cannot be read, or is no checkpoint.</exception>
    public static CheckpointSummary Read(string path, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        using Checkpoint checkpoint = CheckpointFiles.OpenRaw(path);
        (bool? isSound, string? damage) = CheckpointFiles.Verify(checkpoint, cancellation);
        List<TensorSummary> tensors = [];
        foreach (CheckpointTensor tensor in checkpoint.Tensors)
        {
            tensors.Add(CheckpointFiles.Try(() => TensorSummary.Of(tensor, cancellation)));
            progress?.Report(tensors.Count);
        }

        return new() { File = path, Format = CheckpointFiles.FormatOf(path), Tensors = tensors, Values = TextValues.Of(checkpoint), IsSound = isSound, Damage = damage };
    }
}
