using System.Buffers.Binary;

namespace Eden.Checkpoints;

/// <summary>Reads and writes safetensors files (https://github.com/huggingface/safetensors): eight bytes with the length of a JSON
/// header, the header, and the tensors' bytes. docs/checkpoints.md describes what Eden puts into them.</summary>
public static class SafetensorsFile
{
    /// <summary>The largest header: 100 million bytes, the limit of the format's own reader.</summary>
    internal const int MaxHeaderLength = 100_000_000;

    /// <summary>The header's entry with the metadata, which no tensor can be called.</summary>
    internal const string MetadataName = "__metadata__";

    /// <summary>The bytes before the header.</summary>
    internal const int PrefixLength = sizeof(ulong);

    /// <summary>Opens a file by a memory map: the header is read and checked, tensors are read when they are used. Dispose the
    /// result to close the file. A file that another program shortens while it is open ends the process, as with every memory
    /// map; Eden itself only ever replaces files as a whole.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The content.</returns>
    /// <exception cref="CheckpointException">There is no such file, or it is not a sound safetensors file.</exception>
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

    /// <summary>Writes a file: to a temporary file beside it, to the disk, under its name, so that a process killed at any instant
    /// leaves the old or the new file.</summary>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="checkpoint">The content. The metadata gets the hashes of the tensors and of the header.</param>
    /// <param name="progress">Is told how many tensors are written.</param>
    /// <param name="cancellation">Stops the writing; the old file, if there is one, stands as it was.</param>
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
