using System.Diagnostics.CodeAnalysis;

namespace Eden.Checkpoints;

/// <summary>What a checkpoint file holds, whatever its format: named tensors and text by name. Disposing it closes the
/// file.</summary>
public sealed class Checkpoint : IDisposable
{
    private readonly Dictionary<string, CheckpointTensor> _byName = new(StringComparer.Ordinal);
    private readonly ICheckpointFile? _file;

    /// <summary>Makes the content of a checkpoint.</summary>
    /// <param name="tensors">The tensors, each with a name of its own.</param>
    /// <param name="metadata">Text by name.</param>
    /// <param name="file">What the tensors are read from, closed with the checkpoint; null where they are in memory.</param>
    /// <exception cref="ArgumentException">Two tensors have one name.</exception>
    internal Checkpoint(IEnumerable<CheckpointTensor> tensors, IReadOnlyDictionary<string, string> metadata, ICheckpointFile? file = null)
    {
        Tensors = [.. tensors];
        Metadata = metadata;
        _file = file;
        foreach (CheckpointTensor tensor in Tensors)
        {
            if (!_byName.TryAdd(tensor.Name, tensor))
            {
                throw new ArgumentException($"Two tensors have the name '{tensor.Name}'.", nameof(tensors));
            }
        }
    }

    /// <summary>The tensors, in the order of the file.</summary>
    public IReadOnlyList<CheckpointTensor> Tensors { get; }

    /// <summary>Text by name: what the file says beside its tensors. docs/checkpoints.md lists what Eden writes.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The optimizer, read from its metadata entry where it was not at hand; null where there is none.</summary>
    /// <exception cref="CheckpointException">The entry is not sound.</exception>
    internal OptimizerRecord? Optimizer { get => field ??= OptimizerRecordJson.Read(this); init; }

    /// <summary>The file that it was read from, as the caller named it; empty for one in memory.</summary>
    public string Source { get; internal init; } = "";

    /// <summary>Looks for a tensor.</summary>
    /// <param name="name">The name.</param>
    /// <param name="tensor">The tensor, where there is one.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    public bool TryGetTensor(string name, [MaybeNullWhen(false)] out CheckpointTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _byName.TryGetValue(name, out tensor);
    }

    /// <summary>Reads which tensors of a <c>.pt</c> file are neither the model's nor its optimizer's: a best accuracy, the state of a
    /// random number generator, other models. Loading ignores those that nothing asks for, and lists them.</summary>
    /// <returns>Their names.</returns>
    /// <exception cref="CheckpointException">A safetensors file that was converted from one lists them in a way that Eden does
    /// not.</exception>
    public IReadOnlyList<string> GetOtherTensorNames() => Metadata.TryGetValue(MetadataKeys.Beside, out string? text)
        ? [.. JsonValue.Parse(text, Where(MetadataKeys.Beside)).Elements().Select(name => name.Text())]
        : [];

    /// <summary>Reads the whole file, block by block, and compares it with the check sums that it states: the SHA-256 of a
    /// safetensors file that Eden wrote, the CRC-32 of every record of a <c>.pt</c> file.</summary>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>Whether the file states any. Safetensors files of other programs do not, nor does a checkpoint in memory.</returns>
    /// <exception cref="CheckpointException">The file is not as it was written.</exception>
    /// <exception cref="ObjectDisposedException">The checkpoint was disposed.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public bool VerifyHash(CancellationToken cancellation = default) => _file?.Verify(this, cancellation) ?? false;

    /// <summary>A metadata entry as messages name it.</summary>
    internal string Where(string key) => Source.Length > 0 ? $"{Printable.Of(Source, int.MaxValue)}: {key}" : key;

    /// <summary>Closes the file. The tensors cannot be read any more.</summary>
    public void Dispose() => _file?.Dispose();
}
