using System.Text.Json;
using System.Text.Unicode;

namespace Eden.Checkpoints;

/// <summary>What the header of a safetensors file says of a tensor.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The length of each dimension.</param>
/// <param name="Start">The first byte, counted from the end of the header.</param>
/// <param name="End">The byte after the last.</param>
internal readonly record struct SafetensorsEntry(string Name, TensorType Type, long[] Shape, long Start, long End)
{
    public long ByteLength => End - Start;
}

/// <summary>
/// Reads the header of a safetensors file: JSON that names every tensor's type, shape and place. Everything is checked before
/// anything is allocated for it; what is read takes memory in proportion to the header itself.
/// </summary>
internal ref struct SafetensorsHeader
{
    private readonly string _source;
    private readonly long _dataLength;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<SafetensorsEntry> _entries = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private Utf8JsonReader _reader;

    private SafetensorsHeader(ReadOnlySpan<byte> json, long dataLength, string source)
    {
        _source = source;
        _dataLength = dataLength;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 3 });
    }

    /// <summary>Reads a header.</summary>
    /// <param name="json">The header.</param>
    /// <param name="dataLength">How many bytes follow it.</param>
    /// <param name="source">What to call the file in messages.</param>
    /// <exception cref="CheckpointException">The header is not sound.</exception>
    public static (IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata) Read(ReadOnlySpan<byte> json, long dataLength, string source)
    {
        if (!Utf8.IsValid(json))
        {
            throw Fail(source, "is not valid UTF-8");
        }

        if (json.Length == 0 || json[0] != (byte)'{')
        {
            throw Fail(source, "does not begin with '{'");
        }

        SafetensorsHeader header = new(json, dataLength, source);
        try
        {
            header.ReadDocument();
        }
        catch (JsonException exception)
        {
            throw new CheckpointException($"{source}: header: is not valid JSON: {Printable.Of(exception.Message)}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // Half a surrogate pair, written as an escape, is valid JSON and no text.
            throw new CheckpointException($"{source}: header: holds text that is not valid Unicode", exception);
        }

        header._entries.Sort((a, b) => (a.Start, a.End).CompareTo((b.Start, b.End)));
        header.CheckPlaces();
        return (header._entries, header._metadata);
    }

    private void ReadDocument()
    {
        _reader.Read();
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = _reader.GetString()!;
            if (!_names.Add(name))
            {
                throw FailAt(name, "is given twice");
            }

            _reader.Read();
            if (_reader.TokenType != JsonTokenType.StartObject)
            {
                throw FailAt(name, "is not an object");
            }

            if (name == SafetensorsFile.MetadataName)
            {
                ReadMetadata();
            }
            else
            {
                _entries.Add(ReadEntry(name));
            }
        }

        // Only white space may follow.
        _reader.Read();
    }

    private void ReadMetadata()
    {
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = _reader.GetString()!;
            _reader.Read();
            if (_reader.TokenType != JsonTokenType.String)
            {
                throw FailAt(SafetensorsFile.MetadataName, $"'{Printable.Of(key)}' is not text");
            }

            if (!_metadata.TryAdd(key, _reader.GetString()!))
            {
                throw FailAt(SafetensorsFile.MetadataName, $"'{Printable.Of(key)}' is given twice");
            }
        }
    }

    private SafetensorsEntry ReadEntry(string name)
    {
        if (name.Length == 0)
        {
            throw FailAt(name, "is an empty name");
        }

        TensorType? type = null;
        long[]? shape = null;
        long[]? place = null;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.ValueTextEquals("dtype"u8) && type is null)
            {
                type = ReadType(name);
            }
            else if (_reader.ValueTextEquals("shape"u8) && shape is null)
            {
                shape = ReadWholes(name, "shape");
            }
            else if (_reader.ValueTextEquals("data_offsets"u8) && place is null)
            {
                place = ReadWholes(name, "data_offsets");
            }
            else
            {
                throw FailAt(name, $"'{Printable.Of(_reader.GetString()!)}' is given twice or not known; a tensor has dtype, shape and data_offsets");
            }
        }

        if (type is null || shape is null || place is null)
        {
            throw FailAt(name, "lacks one of dtype, shape and data_offsets");
        }

        if (place.Length != 2 || place[0] > place[1] || place[1] > _dataLength)
        {
            throw FailAt(name, $"data_offsets {CheckpointTensor.ShapeText(place)} do not name a first and a last place within the {_dataLength} bytes of data");
        }

        SafetensorsEntry entry = new(name, type.Value, shape, place[0], place[1]);
        if (!HasBytes(entry))
        {
            throw FailAt(name, $"a shape of {CheckpointTensor.ShapeText(shape)} of {entry.Type.FormatName()} does not take the {entry.ByteLength} bytes that data_offsets name");
        }

        return entry;
    }

    private TensorType ReadType(string name)
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.String)
        {
            throw FailAt(name, "dtype is not text");
        }

        string text = _reader.GetString()!;
        return TensorTypes.TryParse(text, out TensorType type) ? type : throw FailAt(name, $"the dtype '{Printable.Of(text)}' is not known; known are {TensorTypes.Names}");
    }

    private long[] ReadWholes(string name, string what)
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            throw FailAt(name, $"{what} is not an array");
        }

        List<long> values = [];
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt64(out long value) || value < 0)
            {
                throw FailAt(name, $"{what} holds something that is not a whole number from 0 to 2^63 - 1");
            }

            values.Add(value);
        }

        return [.. values];
    }

    /// <summary>Whether the shape takes exactly the bytes of the entry. The product cannot overflow: a factor is below 2⁶³, and
    /// what has been multiplied so far is held just above the limit.</summary>
    private readonly bool HasBytes(in SafetensorsEntry entry)
    {
        UInt128 limit = (UInt128)_dataLength + 1;
        UInt128 bytes = (UInt128)entry.Type.Size();
        foreach (long dimension in entry.Shape)
        {
            bytes = UInt128.Min(bytes * (UInt128)dimension, limit);
        }

        return bytes == (UInt128)entry.ByteLength;
    }

    /// <summary>Tensors follow one another without overlap or gap and fill the file, as the format demands.</summary>
    private readonly void CheckPlaces()
    {
        long end = 0;
        foreach (SafetensorsEntry entry in _entries)
        {
            if (entry.Start != end)
            {
                throw FailAt(entry.Name, $"begins at byte {entry.Start} of the data, but what stands before it ends at {end}: tensors must follow one another without overlap or gap");
            }

            end = entry.End;
        }

        if (end != _dataLength)
        {
            throw Fail(_source, $"names {end} bytes of data, but {_dataLength} follow it");
        }
    }

    private readonly CheckpointException FailAt(string name, string what) => Fail(_source, $"'{Printable.Of(name)}': {what}");

    private static CheckpointException Fail(string source, string what) => new($"{source}: header: {what}");
}
