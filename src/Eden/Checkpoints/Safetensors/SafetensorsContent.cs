using System.Security.Cryptography;

namespace Eden.Checkpoints;

/// <summary>A mapped safetensors file.</summary>
/// <param name="file">The file.</param>
/// <param name="dataStart">The first byte of the tensors, which fill the rest of it.</param>
internal sealed unsafe class SafetensorsContent(MappedFile file, long dataStart) : ICheckpointFile
{
    private const int BlockLength = 1 << 20;

    public bool Verify(Checkpoint checkpoint, CancellationToken cancellation)
    {
        Compare(checkpoint, MetadataKeys.HeaderHash, "names, shapes and metadata", () => SafetensorsHash.OfHeader(checkpoint.Metadata, checkpoint.Tensors));
        return Compare(checkpoint, MetadataKeys.Hash, "tensors", () => HashOfTensors(cancellation));
    }

    public void Dispose() => file.Dispose();

    /// <summary>Compares a check sum with the one that the file states.</summary>
    /// <returns>Whether it states one.</returns>
    private static bool Compare(Checkpoint checkpoint, string key, string what, Func<string> compute)
    {
        if (!checkpoint.Metadata.TryGetValue(key, out string? stated))
        {
            return false;
        }

        string actual = compute();
        return stated == actual ? true : throw new CheckpointException($"{checkpoint.Where(key)}: the {what} have the SHA-256 {actual}, not {Printable.Of(stated)} as stated; the file was damaged, or another program changed it: take another copy");
    }

    private string HashOfTensors(CancellationToken cancellation)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long place = dataStart; place < file.Length; place += BlockLength)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(new ReadOnlySpan<byte>(file.Start + place, (int)Math.Min(BlockLength, file.Length - place)));
        }

        return SafetensorsHash.Text(hash);
    }
}
