namespace Eden.Lab.Recordings;

/// <summary>The fields that every format has, gathered while a reader passes them, and the checks that all readers share.</summary>
internal sealed class RecordingHeader(string source, string formatName)
{
    private string? _format;
    private string? _elementType;
    private string? _library;
    private string? _version;

    public string Source => source;

    /// <summary>The type in which the run computed; to be asked for at the document's end.</summary>
    public ElementType ElementType => Require(_elementType, "dtype") switch
    {
        "float32" => ElementType.Bits32,
        "float64" => ElementType.Bits64,
        string other => throw Fail("dtype", $"'{Printable.Of(other)}' is not supported; supported are float32 and float64"),
    };

    public string Origin => $"{_library} {_version}".Trim();

    /// <summary>Reads the value of <paramref name="property"/> when it is one of the common fields, and passes over it when
    /// it is none that a reader knows.</summary>
    public void ReadOrSkip(JsonCursor cursor, string property)
    {
        switch (property)
        {
            case "format":
                _format = cursor.ReadText();
                if (_format != formatName)
                {
                    throw cursor.Fail($"expected '{formatName}', found '{Printable.Of(_format)}'");
                }

                break;
            case "dtype":
                _elementType = cursor.ReadText();
                break;
            case "source":
                cursor.ReadObject(name => ReadSource(cursor, name));
                break;
            default:
                cursor.Skip();
                break;
        }
    }

    /// <summary>A field that the document must have.</summary>
    public T Require<T>(T? value, string path)
        where T : class => value ?? throw Fail(path, "missing");

    /// <inheritdoc cref="Require{T}(T, string)"/>
    public T Require<T>(T? value, string path)
        where T : struct => value ?? throw Fail(path, "missing");

    /// <summary>Checks that an array has the length that the shapes of the document demand, and rounds its numbers to the
    /// document's type.</summary>
    public void Narrow(double[] values, long length, string path)
    {
        if (values.Length != length)
        {
            throw Fail(path, $"expected {length} numbers, found {values.Length}");
        }

        ElementType type = ElementType;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Narrow(values[i], type, path, i);
        }
    }

    /// <summary>Rounds a number to the document's type.</summary>
    public double Narrow(double value, string path) => Narrow(value, ElementType, path, index: null);

    /// <summary>Checks that the document said what format it is.</summary>
    public void CheckFormat() => Require(_format, "format");

    public InputException Fail(string path, string what) => RecordingError.At(source, path, what);

    private double Narrow(double value, ElementType type, string path, int? index) => type.Holds(value)
        ? type.Narrow(value)
        : throw Fail(index is null ? path : $"{path}[{index}]", "the number is too large for float32; infinity is written \"Infinity\"");

    private void ReadSource(JsonCursor cursor, string name)
    {
        switch (name)
        {
            case "library":
                _library = Printable.Of(cursor.ReadText());
                break;
            case "version":
                _version = Printable.Of(cursor.ReadText());
                break;
            default:
                cursor.Skip();
                break;
        }
    }
}
