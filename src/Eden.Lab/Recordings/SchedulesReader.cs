using System.Text.Json;

namespace Eden.Lab.Recordings;

/// <summary>Reads <see cref="SchedulesRecording"/>s. What the arguments mean is not asked here.</summary>
internal sealed class SchedulesReader
{
    private readonly JsonCursor _cursor;
    private readonly RecordingHeader _header;
    private List<RecordedSchedule>? _schedules;
    private double? _baseRate;

    public SchedulesReader(Stream stream, string source, CancellationToken cancellation)
    {
        _cursor = new JsonCursor(stream, source, cancellation);
        _header = new RecordingHeader(source, SchedulesRecording.FormatName);
    }

    public SchedulesRecording Read()
    {
        _cursor.ReadDocument(ReadProperty);
        _header.CheckFormat();
        List<RecordedSchedule> schedules = _header.Require(_schedules, "schedules");
        return new SchedulesRecording
        {
            Source = _header.Source,
            Origin = _header.Origin,
            BaseRate = _header.Require(_baseRate, "base_lr"),
            Schedules = schedules.Count > 0 ? schedules : throw _header.Fail("schedules", "must not be empty"),
        };
    }

    private void ReadProperty(string name)
    {
        switch (name)
        {
            case "base_lr":
                _baseRate = RateReader.ReadBase(_cursor);
                break;
            case "schedules":
                _schedules = [];
                _cursor.ReadArray(_ => _schedules.Add(ReadSchedule()));
                break;
            default:
                _header.ReadOrSkip(_cursor, name);
                break;
        }
    }

    private RecordedSchedule ReadSchedule()
    {
        string? type = null;
        JsonElement? arguments = null;
        double[]? rates = null;
        double[]? momenta = null;
        _cursor.ReadObject(name =>
        {
            switch (name)
            {
                case "type":
                    type = _cursor.ReadText();
                    break;
                case "args":
                    arguments = ElementReader.Read(_cursor);
                    break;
                case "lr":
                    rates = RateReader.Read(_cursor);
                    break;
                case "momentum":
                    momenta = RateReader.Read(_cursor);
                    break;
                default:
                    _cursor.Skip();
                    break;
            }
        });
        RecordedSchedule schedule = new(
            type ?? throw _cursor.Fail("'type' is missing"),
            arguments ?? throw _cursor.Fail("'args' is missing"),
            rates ?? throw _cursor.Fail("'lr' is missing"),
            momenta);
        return momenta is null || momenta.Length == rates.Length
            ? schedule
            : throw _cursor.Fail($"expected as many numbers in 'momentum' as in 'lr', found {momenta.Length} and {rates.Length}");
    }
}
