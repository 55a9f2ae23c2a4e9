using System.Diagnostics.CodeAnalysis;

namespace Eden.Checkpoints;

/// <summary>The content of a checkpoint file of any format: named tensors and text. Dispose it to close the file.</summary>
public sealed class Checkpoint : IDisposable
{
    private readonly Dictionary<string, CheckpointTensor> _byName = new(StringComparer.Ordinal);
    private readonly ICheckpointFile? _file;

    /// <summary>Makes the content of a checkpoint.</summary>
    /// <param name="tensors">The tensors, with distinct names.</param>
    /// <param name="metadata">Text by name.</param>
    /// <param name="file">The file that holds the tensors, closed with the checkpoint; null for tensors in memory.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name.</exception>
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

    /// <summary>Makes the content of a training's checkpoint.</summary>
    /// <exception cref="CheckpointException">Two things have one name.</exception>
    internal static Checkpoint OfTraining(IEnumerable<CheckpointTensor> tensors, IReadOnlyDictionary<string, string> metadata, OptimizerRecord? record, ICheckpointFile? file = null)
    {
        try
        {
            return new Checkpoint(tensors, metadata, file) { Optimizer = record };
        }
        catch (ArgumentException exception)
        {
            throw new CheckpointException($"{exception.Message.Split(" (Parameter")[0]} Rename a parameter: state is named after it, as in 'fc.weight.exp_avg'.", exception);
        }
    }

    /// <summary>The tensors, in the order of the file.</summary>
    public IReadOnlyList<CheckpointTensor> Tensors { get; }

    /// <summary>Text by name; docs/checkpoints.md lists Eden's entries.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The optimizer, read from its metadata entry where it was not at hand; null where there is none.</summary>
    /// <exception cref="CheckpointException">The entry is not sound.</exception>
    internal OptimizerRecord? Optimizer { get => field ??= OptimizerRecordJson.Read(this); init; }

    /// <summary>The path of the file, as the caller gave it; empty for a checkpoint in memory.</summary>
    public string Source { get; internal init; } = "";

    /// <summary>Looks for a tensor.</summary>
    /// <param name="name">The name.</param>
    /// <param name="tensor">The tensor, if there is one.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    public bool TryGetTensor(string name, [MaybeNullWhen(false)] out CheckpointTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _byName.TryGetValue(name, out tensor);
    }

    /// <summary>Lists the tensors of a <c>.pt</c> file outside the model and its optimizer: a best accuracy, a random generator's
    /// state, other models. Loading does not require them, and lists those not used.</summary>
    /// <returns>Their names.</returns>
    /// <exception cref="CheckpointException">A converted safetensors file has an invalid list of them.</exception>
    public IReadOnlyList<string> GetOtherTensorNames() => Metadata.TryGetValue(MetadataKeys.Beside, out string? text)
        ? [.. JsonValue.Parse(text, Where(MetadataKeys.Beside)).Elements().Select(name => name.Text())]
        : [];

    /// <summary>Reads the whole file block by block and verifies its check sums: the SHA-256 of a safetensors file that Eden
    /// wrote, the CRC-32 of every record of a <c>.pt</c> file.</summary>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>Whether there are any. Safetensors files of other programs and checkpoints in memory have none.</returns>
    /// <exception cref="CheckpointException">The file is damaged.</exception>
    /// <exception cref="ObjectDisposedException">The checkpoint was disposed.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public bool VerifyHash(CancellationToken cancellation = default) => _file?.Verify(this, cancellation) ?? false;

    /// <summary>A metadata entry as messages name it.</summary>
    internal string Where(string key) => Source.Length > 0 ? $"{Printable.Of(Source, int.MaxValue)}: {key}" : key;

    /// <summary>Closes the file. Do not read tensors afterwards.</summary>
    public void Dispose() => _file?.Dispose();
}
