using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Eden.Checkpoints;

/// <summary>What a checkpoint file holds, whatever its format: named tensors and text by name. Disposing it closes the
/// file.</summary>
public sealed class Checkpoint : IDisposable
{
    private readonly Dictionary<string, CheckpointTensor> _byName = new(StringComparer.Ordinal);
    private readonly IDisposable? _file;

    /// <summary>Makes the content of a checkpoint.</summary>
    /// <param name="tensors">The tensors, each with a name of its own.</param>
    /// <param name="metadata">Text by name.</param>
    /// <param name="file">What the tensors are read from, closed with the checkpoint; null where they are in memory.</param>
    /// <exception cref="ArgumentException">Two tensors have one name.</exception>
    internal Checkpoint(IEnumerable<CheckpointTensor> tensors, IReadOnlyDictionary<string, string> metadata, IDisposable? file = null)
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

    /// <summary>The file that it was read from, as the caller named it; empty for one in memory.</summary>
    public string Source { get; internal init; } = "";

    /// <summary>Looks for a tensor.</summary>
    /// <param name="name">The name.</param>
    /// <param name="tensor">The tensor, where there is one.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetTensor(string name, [MaybeNullWhen(false)] out CheckpointTensor tensor) => _byName.TryGetValue(name, out tensor);

    /// <summary>Reads all tensors and compares their SHA-256 with the one that the file states. Only files that Eden wrote state
    /// one.</summary>
    /// <returns>Whether the file states one.</returns>
    /// <exception cref="CheckpointException">The tensors are not those that were written.</exception>
    public bool VerifyHash()
    {
        if (!Metadata.TryGetValue(MetadataKeys.Hash, out string? stated))
        {
            return false;
        }

        string actual = ComputeHash();
        return stated == actual ? true : throw new CheckpointException($"{Where(MetadataKeys.Hash)}: the tensors have the SHA-256 {actual}, not {Printable.Of(stated)} as stated; the file was damaged, take another one");
    }

    /// <summary>SHA-256 of the bytes of all tensors, one after another in the order of the file, as hexadecimal text.</summary>
    internal string ComputeHash()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[1 << 20];
        foreach (CheckpointTensor tensor in Tensors)
        {
            for (long done = 0; done < tensor.ByteLength; done += block.Length)
            {
                Span<byte> part = block.AsSpan(0, (int)Math.Min(block.Length, tensor.ByteLength - done));
                tensor.CopyTo(done, part);
                hash.AppendData(part);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>A metadata entry as messages name it.</summary>
    internal string Where(string key) => Source.Length > 0 ? $"{Printable.Of(Source, int.MaxValue)}: {key}" : key;

    /// <summary>Closes the file. The tensors cannot be read any more.</summary>
    public void Dispose() => _file?.Dispose();
}
