using System.Text.Json;

namespace Eden.Lab.Recordings;

/// <summary>Reads <see cref="TraceRecording"/>s: first the fields in whatever order they come, then <see cref="TraceChecker"/>
/// finds out what they are to each other.</summary>
internal sealed class TraceReader
{
    private readonly JsonCursor _cursor;
    private readonly RecordingHeader _header;
    private readonly RawTrace _raw = new();

    public TraceReader(Stream stream, string source, CancellationToken cancellation)
    {
        _cursor = new JsonCursor(stream, source, cancellation);
        _header = new RecordingHeader(source, TraceRecording.FormatName);
    }

    public TraceRecording Read()
    {
        _cursor.ReadDocument(ReadProperty);
        _header.CheckFormat();
        return new TraceChecker(_header, _raw).Check();
    }

    private void ReadProperty(string name)
    {
        switch (name)
        {
            case "optimizer":
                _raw.Optimizer = _cursor.ReadText();
                break;
            case "groups":
                _raw.Groups = ReadList(ReadGroup);
                break;
            case "params":
                _raw.Parameters = ReadList(ReadParameter);
                break;
            case "steps":
                _raw.Steps = ReadList(ReadStep);
                break;
            case "final_state":
                _raw.FinalState = ReadByName(() => ReadByName(ReadState));
                break;
            default:
                _header.ReadOrSkip(_cursor, name);
                break;
        }
    }

    private RawGroup ReadGroup()
    {
        Dictionary<string, object?>? options = null;
        List<string>? parameters = null;
        _cursor.ReadObject(name =>
        {
            switch (name)
            {
                case "options":
                    options = OptionReader.Read(_cursor);
                    break;
                case "params":
                    parameters = ReadList(_cursor.ReadText);
                    break;
                default:
                    _cursor.Skip();
                    break;
            }
        });
        return new RawGroup(Require(options, "options"), Require(parameters, "params"));
    }

    private RawParameter ReadParameter()
    {
        string? parameter = null;
        double[]? shape = null;
        double[]? initial = null;
        _cursor.ReadObject(name =>
        {
            switch (name)
            {
                case "name":
                    parameter = _cursor.ReadText();
                    break;
                case "shape":
                    shape = _cursor.ReadNumbers();
                    break;
                case "initial":
                    initial = _cursor.ReadNumbers();
                    break;
                default:
                    _cursor.Skip();
                    break;
            }
        });
        return new RawParameter(Require(parameter, "name"), Require(shape, "shape"), Require(initial, "initial"));
    }

    private RawStep ReadStep()
    {
        double[]? learningRates = null;
        Dictionary<string, double[]?>? gradients = null;
        Dictionary<string, double[]>? parameters = null;
        _cursor.ReadObject(name =>
        {
            switch (name)
            {
                case "lr":
                    learningRates = _cursor.ReadNumbers();
                    break;
                case "grads":
                    gradients = ReadByName(() => _cursor.Token == JsonTokenType.Null ? null : _cursor.ReadNumbers());
                    break;
                case "params":
                    parameters = ReadByName(_cursor.ReadNumbers);
                    break;
                default:
                    _cursor.Skip();
                    break;
            }
        });
        return new RawStep(Require(learningRates, "lr"), Require(gradients, "grads"), Require(parameters, "params"));
    }

    /// <summary>A state array, a single number, or null for what the optimizer did not keep.</summary>
    private double[]? ReadState() => _cursor.Token switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.StartArray => _cursor.ReadNumbers(),
        _ => [_cursor.ReadNumber()],
    };

    private List<TItem> ReadList<TItem>(Func<TItem> read)
    {
        List<TItem> items = [];
        _cursor.ReadArray(_ => items.Add(read()));
        return items;
    }

    private Dictionary<string, TValue> ReadByName<TValue>(Func<TValue> read)
    {
        Dictionary<string, TValue> values = new(StringComparer.Ordinal);
        _cursor.ReadObject(name => values.Add(name, read()));
        return values;
    }

    private T Require<T>(T? value, string name)
        where T : class => value ?? throw _cursor.Fail($"'{name}' is missing");
}
