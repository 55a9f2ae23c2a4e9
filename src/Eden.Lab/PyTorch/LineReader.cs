namespace Eden.Lab.PyTorch;

/// <summary>Reads lines of UTF-8 from a child that may print anything: none of them may be longer than allowed.</summary>
internal sealed class LineReader(Stream stream, int maximumBytes)
{
    private byte[] _buffer = new byte[Math.Min(maximumBytes, 64 * 1024)];
    private int _start;
    private int _end;

    /// <summary>The next line, without its end, or <see langword="null"/> after the last. What follows the last line end is
    /// left out: a child that died while printing leaves half a line.</summary>
    /// <exception cref="InvalidDataException">The line is longer than allowed.</exception>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        int searched = _start;
        while (true)
        {
            int length = Array.IndexOf(_buffer, (byte)'\n', searched, _end - searched) - _start;
            if (length >= 0)
            {
                byte[] line = _buffer.AsSpan(_start, length).TrimEnd((byte)'\r').ToArray();
                _start += length + 1;
                return line;
            }

            searched = MakeRoom();
            // A read of a pipe goes on after its token is cancelled, until all who could write are gone.
            int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).AsTask()
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            _end += read;
        }
    }

    /// <summary>Sees to it that more can be read behind what is held, and gives the place where that ends.</summary>
    private int MakeRoom()
    {
        if (_end == _buffer.Length)
        {
            int held = _end - _start;
            if (held == maximumBytes)
            {
                throw new InvalidDataException($"a line of more than {maximumBytes} bytes");
            }

            byte[] target = held < _buffer.Length / 2 ? _buffer : new byte[(int)Math.Min(maximumBytes, 2L * _buffer.Length)];
            Array.Copy(_buffer, _start, target, 0, held);
            (_buffer, _start, _end) = (target, 0, held);
        }

        return _end;
    }
}
