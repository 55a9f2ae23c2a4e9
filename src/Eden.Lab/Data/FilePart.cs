namespace Eden.Lab.Data;

/// <summary>A part of a file as a stream, which knows what was taken of it.</summary>
/// <param name="file">A stream that can seek; it stays open.</param>
/// <param name="start">The first byte of the part.</param>
/// <param name="end">The byte behind the last.</param>
internal sealed class FilePart(Stream file, long start, long end) : Stream
{
    private long _position = start;

    /// <summary>From here on a read gives one byte.</summary>
    public long SinglesFrom { get; init; } = long.MaxValue;

    /// <summary>How many bytes the last read gave.</summary>
    public int LastRead { get; private set; }

    /// <summary>Whether more was asked for than there is.</summary>
    public bool WasExhausted { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    /// <summary>Where the next read begins, in the file.</summary>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        long left = _position < SinglesFrom ? Math.Min(SinglesFrom, end) - _position : Math.Min(1, end - _position);
        file.Position = _position;
        int read = file.Read(buffer[..(int)Math.Min(buffer.Length, left)]);
        WasExhausted |= read == 0;
        LastRead = read;
        _position += read;
        return read;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
