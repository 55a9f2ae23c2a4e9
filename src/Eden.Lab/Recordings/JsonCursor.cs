using System.Text.Json;

namespace Eden.Lab.Recordings;

/// <summary>
/// Walks a JSON document value by value from a stream, in memory that does not grow with the document, and says in every
/// complaint where it stands. Methods that read a value find its first token current and leave its last one current.
/// </summary>
internal sealed class JsonCursor
{
    private const int LongestToken = 1 << 20;

    private readonly Stream _stream;
    private readonly string _source;
    private readonly CancellationToken _cancellation;
    private readonly JsonPath _path = new();
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _isLastBlock;
    private JsonReaderState _state;
    private double _number;
    private ulong? _whole;
    private string? _text;

    /// <summary>Stands before the document's first token.</summary>
    /// <param name="stream">UTF-8, with or without a byte order mark.</param>
    /// <param name="source">What to call the document in messages.</param>
    /// <param name="cancellation">Stops the reading between blocks.</param>
    public JsonCursor(Stream stream, string source, CancellationToken cancellation = default)
    {
        _stream = stream;
        _source = source;
        _cancellation = cancellation;
        Fill();
        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
        {
            _start = 3;
        }
    }

    public JsonTokenType Token { get; private set; }

    /// <summary>Reads the whole document, an object, with <paramref name="property"/> taking the value of each
    /// property.</summary>
    public void ReadDocument(Action<string> property)
    {
        Read();
        ReadObject(property);
        if (TryRead())
        {
            throw Fail("more follows after the end of the document");
        }
    }

    /// <summary>Goes to the value of a property of the document, an object.</summary>
    /// <returns>Whether the document has such a property; without, it was read to its end.</returns>
    public bool TryFind(string property)
    {
        Read();
        Expect(JsonTokenType.StartObject, "an object");
        for (Read(); Token != JsonTokenType.EndObject; Read())
        {
            string name = _text!;
            _path.Push(name);
            Read();
            if (name == property)
            {
                return true;
            }

            Skip();
            _path.Pop();
        }

        return false;
    }

    /// <summary>Reads an object; <paramref name="property"/> gets each name and reads or skips the value.</summary>
    public void ReadObject(Action<string> property)
    {
        Expect(JsonTokenType.StartObject, "an object");
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (Read(); Token != JsonTokenType.EndObject; Read())
        {
            string name = Intern(_text!);
            _path.Push(name);
            if (!seen.Add(name))
            {
                throw Fail("given twice");
            }

            Read();
            property(name);
            _path.Pop();
        }
    }

    /// <summary>Reads an array; <paramref name="element"/> gets each index and reads or skips the value.</summary>
    public void ReadArray(Action<int> element)
    {
        Expect(JsonTokenType.StartArray, "an array");
        int index = 0;
        for (Read(); Token != JsonTokenType.EndArray; Read())
        {
            _path.Push(index);
            element(index++);
            _path.Pop();
        }
    }

    /// <summary>Reads an array of numbers, among them <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>.</summary>
    public double[] ReadNumbers()
    {
        if (Token != JsonTokenType.StartArray)
        {
            throw Fail($"expected an array of numbers, found {Found}");
        }

        List<double> values = [];
        for (Read(); Token != JsonTokenType.EndArray; Read())
        {
            if (!TryGetNumber(out double value))
            {
                _path.Push(values.Count);
                throw RefuseNumber();
            }

            values.Add(value);
        }

        return [.. values];
    }

    public double ReadNumber() => TryGetNumber(out double value) ? value : throw RefuseNumber();

    /// <summary>Reads a whole number, exact up to 2⁶⁴.</summary>
    public ulong ReadWhole() => _whole ?? throw Fail("expected a whole number of at least 0");

    public string ReadText()
    {
        Expect(JsonTokenType.String, "text");
        return _text!;
    }

    /// <summary>Passes over a value of any kind.</summary>
    public void Skip()
    {
        int depth = 0;
        while (true)
        {
            switch (Token)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    depth++;
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    depth--;
                    break;
                default:
                    break;
            }

            if (depth == 0)
            {
                return;
            }

            Read();
        }
    }

    /// <summary>A complaint about the place at which the cursor stands.</summary>
    public InputException Fail(string what) => RecordingError.At(_source, _path.ToString(), what);

    public string Found => Token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => $"the text '{Printable.Of(_text!)}'",
        JsonTokenType.Number => "a number",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => "null",
    };

    private void Expect(JsonTokenType token, string what)
    {
        if (Token != token)
        {
            throw Fail($"expected {what}, found {Found}");
        }
    }

    private bool TryGetNumber(out double value)
    {
        (bool isNumber, value) = Token switch
        {
            JsonTokenType.Number => (double.IsFinite(_number), _number),
            JsonTokenType.String => _text switch
            {
                "NaN" => (true, double.NaN),
                "Infinity" => (true, double.PositiveInfinity),
                "-Infinity" => (true, double.NegativeInfinity),
                _ => (false, 0),
            },
            _ => (false, 0),
        };
        return isNumber;
    }

    private InputException RefuseNumber() => Fail(Token == JsonTokenType.Number
        ? "the number is too large for float64; infinity is written \"Infinity\""
        : $"expected a number, \"NaN\", \"Infinity\" or \"-Infinity\", found {Found}");

    /// <summary>Names repeat from step to step; one copy of each is enough.</summary>
    private string Intern(string name) => _names.TryGetValue(name, out string? known) ? known : _names[name] = name;

    private void Read()
    {
        if (!TryRead())
        {
            throw Fail("the document ends too early");
        }
    }

    private bool TryRead()
    {
        while (true)
        {
            if (ReadBuffered())
            {
                return true;
            }

            if (_isLastBlock)
            {
                return false;
            }

            Fill();
        }
    }

    private bool ReadBuffered()
    {
        try
        {
            Utf8JsonReader reader = new(_buffer.AsSpan(_start, _end - _start), _isLastBlock, _state);
            bool found = reader.Read();
            if (found)
            {
                Token = reader.TokenType;
                _text = Token is JsonTokenType.String or JsonTokenType.PropertyName ? reader.GetString() : null;
                _number = Token == JsonTokenType.Number && reader.TryGetDouble(out double number) ? number : double.PositiveInfinity;
                _whole = Token == JsonTokenType.Number && reader.TryGetUInt64(out ulong whole) ? whole : null;
            }

            _start += (int)reader.BytesConsumed;
            _state = reader.CurrentState;
            return found;
        }
        catch (JsonException exception)
        {
            string place = $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
            throw Fail(_isLastBlock && JsonEnd.IsMissing(_buffer.AsSpan(_start, _end - _start), _state)
                ? $"the JSON is cut off at {place}"
                : $"not valid JSON at {place}: {Printable.Of(exception.Message.Split(" LineNumber:")[0])}");
        }
        catch (InvalidOperationException)
        {
            throw Fail("not valid JSON: text that is not valid UTF-8");
        }
    }

    private void Fill()
    {
        _cancellation.ThrowIfCancellationRequested();
        int pending = _end - _start;
        if (pending >= LongestToken)
        {
            throw Fail($"a single text, number or gap is longer than {LongestToken} bytes");
        }

        byte[] source = _buffer;
        if (pending > _buffer.Length / 2)
        {
            _buffer = new byte[_buffer.Length * 2];
        }

        source.AsSpan(_start, pending).CopyTo(_buffer);
        _start = 0;
        _end = pending;
        int count = _stream.ReadAtLeast(_buffer.AsSpan(_end), _buffer.Length - _end, throwOnEndOfStream: false);
        _isLastBlock = count < _buffer.Length - _end;
        _end += count;
    }
}
