using System.Globalization;
using System.Text.Json;
using Eden.Checkpoints;
using Eden.Lab.Json;

namespace Eden.Lab.Recordings;

/// <summary>Opens recordings of any format.</summary>
internal static class RecordingFile
{
    /// <summary>The largest file that is read by default: 512 million bytes.</summary>
    public const long DefaultMaxBytes = 512_000_000;

    private static readonly string[] Formats =
    [
        TraceRecording.FormatName, TraceRecording.FormatName2, ExperimentRecording.FormatName, DigitsRecording.FormatName, SchedulesRecording.FormatName, PlateauRecording.FormatName, LbfgsRecording.FormatName,
    ];

    /// <summary>Reads a file, whatever its format.</summary>
    /// <param name="maxBytes">The size up to which it is read.</param>
    /// <exception cref="InputException">There is no such file, it is too large, or it is not a sound recording.</exception>
    public static Recording Read(string path, long maxBytes = DefaultMaxBytes, CancellationToken cancellation = default)
    {
        try
        {
            CheckFile(path, maxBytes);
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return Parse(stream, path, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RecordingError.At(path, "", $"cannot be read: {FilePath.ReasonOf(path, exception)}");
        }
    }

    /// <summary>Reads a recording, whatever its format.</summary>
    /// <param name="stream">The content, UTF-8; it must be seekable.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <exception cref="InputException">It is not a sound recording.</exception>
    public static Recording Parse(Stream stream, string source, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        using JsonDocument document = ParseJson(stream, source);
        RecordedValue root = new(source, document.RootElement, cancellation);
        RecordedValue format = root.Get("format");
        return format.Text() switch
        {
            TraceRecording.FormatName or TraceRecording.FormatName2 => new TraceReader(root).Read(),
            ExperimentRecording.FormatName => ExperimentReader.Read(root),
            DigitsRecording.FormatName => new DigitsReader(root).Read(),
            SchedulesRecording.FormatName => ScheduleReader.ReadSchedules(root),
            PlateauRecording.FormatName => ScheduleReader.ReadPlateau(root),
            LbfgsRecording.FormatName => LbfgsReader.Read(root),
            string other => throw format.Fail($"'{Printable.Of(other)}' is not known; known are {string.Join(", ", Formats[..^1])} and {Formats[^1]}"),
        };
    }

    private static JsonDocument ParseJson(Stream stream, string source)
    {
        if (stream.Length > Array.MaxLength)
        {
            throw RecordingError.At(source, "", string.Create(CultureInfo.InvariantCulture, $"has {stream.Length} bytes; at most {Array.MaxLength} can be read"));
        }

        byte[] bytes = new byte[stream.Length];
        Memory<byte> json = bytes.AsMemory(0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        json = json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException exception)
        {
            string place = $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
            throw RecordingError.At(source, "", JsonEnd.IsMissing(json.Span)
                ? $"the JSON is cut off at {place}"
                : $"not valid JSON at {place}: {Printable.Of(exception.Message.Split(" LineNumber:")[0])}");
        }
        catch (OutOfMemoryException)
        {
            throw RecordingError.At(source, "", "has more values than can be read at once");
        }
    }

    /// <summary>Refuses what can be told without opening.</summary>
    private static void CheckFile(string path, long maxBytes)
    {
        if (Directory.Exists(path))
        {
            throw RecordingError.At(path, "", "is a directory; name the files in it");
        }

        if (FilePath.FaultOf(path, out long length) is string fault)
        {
            throw RecordingError.At(path, "", fault);
        }

        if (length > maxBytes)
        {
            throw RecordingError.At(path, "", string.Create(CultureInfo.InvariantCulture, $"has {length} bytes, more than the {maxBytes} that are allowed; --max-size allows more"));
        }
    }
}
