using System.Text;

namespace Eden.Lab.Data;

/// <summary>The characters of a text file, one by one. Nothing is replaced: what is no text of the file's encoding comes as a
/// character that <see cref="FindFault"/> explains.</summary>
internal sealed class TextSource
{
    /// <summary>A noncharacter of Unicode, which stands for bytes that cannot be decoded.</summary>
    private const char Undecodable = '\uFFFF';

    private readonly Stream _stream;
    private readonly string _encodingName;
    private readonly bool _isUnicode;
    private readonly Decoder _decoder;
    private readonly FaultyBytes _faults = new();
    private readonly byte[] _bytes = new byte[1 << 16];
    private readonly char[] _chars;
    private int _byteCount;
    private int _start;
    private int _end;
    private bool _isFlushed;

    /// <summary>Starts to read a file.</summary>
    /// <param name="file">Its name in quotes.</param>
    /// <param name="encoding">Its encoding; <see langword="null"/>: UTF-8, or what its first bytes mark.</param>
    /// <exception cref="InputException">The file is of a format that is no text, or marked as UTF-32, or not as what is asked for.</exception>
    public TextSource(Stream stream, string file, string? encoding)
    {
        _stream = stream;
        _byteCount = stream.ReadAtLeast(_bytes, _bytes.Length, throwOnEndOfStream: false);
        if (OtherFormat.Of(_bytes.AsSpan(0, _byteCount)) is string format)
        {
            throw new InputException($"{file} is {format}");
        }

        (string? marked, int length) = TextEncoding.OfMark(_bytes.AsSpan(0, _byteCount));
        if (marked?.StartsWith("utf-32", StringComparison.Ordinal) == true)
        {
            throw new InputException($"{file}, line 1, column 1: it begins with the mark of UTF-32; convert it: iconv -f UTF-32 -t UTF-8 in.csv > out.csv");
        }

        _encodingName = marked ?? encoding ?? "utf-8";
        Encoding found = TextEncoding.Find(encoding ?? _encodingName, _faults);
        if (marked is not null && !TextEncoding.IsUnicode(found))
        {
            throw new InputException($"{file}, line 1, column 1: it begins with the mark of {marked}, not with {encoding}; remove --encoding");
        }

        found = TextEncoding.Find(_encodingName, _faults);
        _isUnicode = TextEncoding.IsUnicode(found);
        _decoder = found.GetDecoder();
        _chars = new char[found.GetMaxCharCount(_bytes.Length)];
        Decode(length);
    }

    /// <summary>What is decoded already, from the next character on; at the start, the first thousands of characters.</summary>
    public ReadOnlySpan<char> Ahead => _chars.AsSpan(_start, _end - _start);

    /// <summary>The next character without taking it; -1 at the end.</summary>
    public int Peek() => _start < _end || Fill() ? _chars[_start] : -1;

    /// <summary>Takes the next character; -1 at the end.</summary>
    public int Read() => _start < _end || Fill() ? _chars[_start++] : -1;

    /// <summary>Why a character cannot be text; <see langword="null"/> where it can.</summary>
    public string? FindFault(char c)
    {
        if (c == '\0')
        {
            return "a zero byte is not text; if the file is UTF-16, add --encoding utf-16LE, or convert it: iconv -f UTF-16LE -t UTF-8 in.csv > out.csv";
        }

        if (c == Undecodable && _faults.TryTake(out string? bytes))
        {
            return Explain($"the {(bytes.Length > 2 ? "bytes" : "byte")} {bytes}");
        }

        return c == Undecodable || (!_isUnicode && c is (>= '\u0080' and < '\u00A0') or (>= '\uE000' and < '\uF900')) ? Explain("a byte here") : null;
    }

    private string Explain(string bytes) => _encodingName == "utf-8"
        ? $"{bytes} cannot be UTF-8; name the encoding with --encoding (gbk, shift_jis, windows-1252, …), or convert the file: iconv -f GBK -t UTF-8 in.csv > out.csv"
        : $"{bytes} cannot be {_encodingName}; give --encoding another name, or convert the file: iconv -f NAME -t UTF-8 in.csv > out.csv";

    private bool Fill()
    {
        while (_start == _end && !_isFlushed)
        {
            _byteCount = _stream.Read(_bytes);
            Decode(0);
        }

        return _start < _end;
    }

    private void Decode(int from)
    {
        _isFlushed = _byteCount == 0;
        _start = 0;
        _end = _decoder.GetChars(_bytes.AsSpan(from, Math.Max(_byteCount - from, 0)), _chars, flush: _isFlushed);
    }

    /// <summary>Marks what cannot be decoded and keeps its bytes.</summary>
    private sealed class FaultyBytes : DecoderFallback
    {
        private readonly Queue<string> _bytes = new();

        public override int MaxCharCount => 1;

        public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? bytes) => _bytes.TryDequeue(out bytes);

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Marker(_bytes);

        private sealed class Marker(Queue<string> bytes) : DecoderFallbackBuffer
        {
            private bool _isMarked;

            public override int Remaining => _isMarked ? 1 : 0;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                // A file of other bytes has thousands of them; the first is what is reported.
                if (bytes.Count == 0)
                {
                    bytes.Enqueue(Convert.ToHexString(bytesUnknown));
                }

                return _isMarked = true;
            }

            public override char GetNextChar()
            {
                char next = _isMarked ? Undecodable : '\0';
                _isMarked = false;
                return next;
            }

            public override bool MovePrevious() => false;
        }
    }
}
