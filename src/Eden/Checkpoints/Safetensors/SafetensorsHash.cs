using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Eden.Checkpoints;

/// <summary>The check sums of a safetensors file that Eden writes, as hexadecimal text.</summary>
internal static class SafetensorsHash
{
    /// <summary>The metadata entries that hold them.</summary>
    public static readonly string[] Keys = [MetadataKeys.Hash, MetadataKeys.HeaderHash];

    /// <summary>SHA-256 of what a header says, however its JSON is laid out: all other metadata entries in the order of their keys, and
    /// name, type and shape of each tensor in the order of the file; each text in UTF-8 after its length as 8 bytes.</summary>
    /// <param name="metadata">The metadata.</param>
    /// <param name="tensors">The tensors in the order of the file.</param>
    public static string OfHeader(IReadOnlyDictionary<string, string> metadata, IEnumerable<CheckpointTensor> tensors)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string key, string value) in metadata.Where(entry => !Keys.Contains(entry.Key)).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Append(hash, key);
            Append(hash, value);
        }

        foreach (CheckpointTensor tensor in tensors)
        {
            Append(hash, tensor.Name);
            Append(hash, tensor.Type.FormatName());
            Append(hash, CheckpointTensor.ShapeText(tensor.Shape));
        }

        return Text(hash);
    }

    /// <summary>What was appended, as text.</summary>
    public static string Text(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());

    private static void Append(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
