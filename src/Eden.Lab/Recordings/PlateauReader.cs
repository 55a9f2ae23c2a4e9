using System.Text.Json;

namespace Eden.Lab.Recordings;

/// <summary>Reads <see cref="PlateauRecording"/>s. What the arguments mean is not asked here.</summary>
internal sealed class PlateauReader
{
    private readonly JsonCursor _cursor;
    private readonly RecordingHeader _header;
    private JsonElement? _arguments;
    private double[]? _metrics;
    private double[]? _rates;
    private double? _baseRate;

    public PlateauReader(Stream stream, string source, CancellationToken cancellation)
    {
        _cursor = new JsonCursor(stream, source, cancellation);
        _header = new RecordingHeader(source, PlateauRecording.FormatName);
    }

    public PlateauRecording Read()
    {
        _cursor.ReadDocument(ReadProperty);
        _header.CheckFormat();
        double[] metrics = _header.Require(_metrics, "metrics");
        double[] rates = _header.Require(_rates, "lr_after");
        if (metrics.Length != rates.Length)
        {
            throw _header.Fail("metrics", $"expected as many numbers as in lr_after, found {metrics.Length} and {rates.Length}");
        }

        return new PlateauRecording
        {
            Source = _header.Source,
            Origin = _header.Origin,
            BaseRate = _baseRate ?? (double.IsFinite(metrics[0]) ? rates[0] : throw _header.Fail("base_lr", "missing, and the first metric, which is not finite, may have reduced the rate")),
            Arguments = _header.Require(_arguments, "args"),
            Metrics = metrics,
            Rates = rates,
        };
    }

    private void ReadProperty(string name)
    {
        switch (name)
        {
            case "base_lr":
                _baseRate = RateReader.ReadBase(_cursor);
                break;
            case "args":
                _arguments = ElementReader.Read(_cursor);
                break;
            case "metrics":
                _metrics = _cursor.ReadNumbers();
                break;
            case "lr_after":
                _rates = RateReader.Read(_cursor);
                break;
            default:
                _header.ReadOrSkip(_cursor, name);
                break;
        }
    }
}
