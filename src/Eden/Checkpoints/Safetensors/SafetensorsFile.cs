using System.Buffers.Binary;

namespace Eden.Checkpoints;

/// <summary>Reads and writes safetensors files (https://github.com/huggingface/safetensors): eight bytes with the length of a
/// JSON header, the header, and the tensors' bytes. docs/checkpoints.md describes Eden's content.</summary>
public static class SafetensorsFile
{
    /// <summary>The largest header: 100 million bytes, the limit of the format's own reader.</summary>
    internal const int MaxHeaderLength = 100_000_000;

    /// <summary>The header's entry with the metadata, which no tensor can be called.</summary>
    internal const string MetadataName = "__metadata__";

    /// <summary>The bytes before the header.</summary>
    internal const int PrefixLength = sizeof(ulong);

    /// <summary>Opens a file by a memory map: it reads and checks the header, and reads tensors on use. Dispose the result to
    /// close the file. As with every memory map, the process ends if another program shortens the open file; Eden only replaces
    /// files as a whole.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The content.</returns>
    /// <exception cref="CheckpointException">The file does not exist, or is not a valid safetensors file.</exception>
    public static Checkpoint Open(string path)
    {
        MappedFile file = MappedFile.Open(path);
        try
        {
            return Read(file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes a file by way of a temporary file, so that a process killed at any time leaves the old or the new file,
    /// whole.</summary>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="checkpoint">The content. The metadata gets the hashes of the tensors and of the header.</param>
    /// <param name="progress">Receives the number of tensors written.</param>
    /// <param name="cancellation">Stops the writing; an old file stays unchanged.</param>
    /// <exception cref="CheckpointException">The file cannot be written, or the content cannot be a safetensors file.</exception>
    /// <exception cref="OperationCanceledException">The writing was stopped.</exception>
    public static void Write(string path, Checkpoint checkpoint, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(checkpoint);
        SafetensorsWriter writer = new(path, checkpoint);
        AtomicFile.Write(path, stream => writer.Write(stream, progress, cancellation));
    }

    private static unsafe Checkpoint Read(MappedFile file, string path)
    {
        string source = Printable.Of(path, int.MaxValue);
        if (file.Length < PrefixLength)
        {
            throw new CheckpointException($"{source}: has {file.Length} bytes, fewer than a safetensors file begins with; is it one?");
        }

        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(file.Start, PrefixLength));
        ulong rest = (ulong)file.Length - PrefixLength;
        if (headerLength > rest)
        {
            throw new CheckpointException($"{source}: begins with a header length of {headerLength}, but only {rest} bytes follow; it is cut off or not a safetensors file");
        }

        if (headerLength > MaxHeaderLength)
        {
            throw new CheckpointException($"{source}: has a header of {headerLength} bytes; the format allows {MaxHeaderLength}");
        }

        long dataStart = PrefixLength + (long)headerLength;
        ReadOnlySpan<byte> json = new(file.Start + PrefixLength, (int)headerLength);
        (IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata) = SafetensorsHeader.Read(json, file.Length - dataStart, source);
        return new Checkpoint(
            entries.Select(entry => new MappedTensor(entry.Name, entry.Type, entry.Shape, file, dataStart + entry.Start)),
            metadata,
            new SafetensorsContent(file, dataStart))
        {
            Source = path,
        };
    }
}
