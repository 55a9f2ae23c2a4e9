namespace Eden.Checkpoints.PyTorch;

/// <summary>A mapped file that knows its name for messages, and out of which nothing can be read that is not in it.</summary>
internal sealed unsafe class SourceFile(string path) : IDisposable
{
    private readonly MappedFile _file = MappedFile.Open(path);

    /// <summary>The name, as the caller gave it.</summary>
    public string Path => path;

    public long Length => _file.Length;

    /// <summary>The bytes from a position on.</summary>
    /// <exception cref="CheckpointException">They are not all in the file.</exception>
    public ReadOnlySpan<byte> Read(long position, int count) => new(Address(position, count), count);

    /// <summary>The address of the bytes from a position on, valid until the file is closed.</summary>
    /// <exception cref="CheckpointException">They are not all in the file.</exception>
    public byte* Address(long position, long count) => position >= 0 && count >= 0 && position <= Length - count
        ? _file.Start + position
        : throw Fail($"ends before the {count} bytes at {position} that belong to it");

    /// <summary>An exception that says what is wrong with the file.</summary>
    public CheckpointException Fail(string what, Exception? cause = null)
    {
        string message = $"{Printable.Of(path, int.MaxValue)}: {what}";
        return cause is null ? new(message) : new(message, cause);
    }

    public void Dispose() => _file.Dispose();
}
