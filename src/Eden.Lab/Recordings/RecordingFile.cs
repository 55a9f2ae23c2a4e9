using System.Globalization;
using Eden.Checkpoints;

namespace Eden.Lab.Recordings;

/// <summary>Opens recordings of any format.</summary>
public static class RecordingFile
{
    /// <summary>The largest file that is read where nobody says otherwise: 512 million bytes.</summary>
    public const long DefaultMaxBytes = 512_000_000;

    /// <summary>Reads a file, whatever its format.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">The size up to which it is read.</param>
    /// <param name="cancellation">Stops the reading.</param>
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
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="InputException">It is not a sound recording.</exception>
    public static Recording Parse(Stream stream, string source, CancellationToken cancellation = default)
    {
        JsonCursor cursor = new(stream, source, cancellation);
        string format = cursor.TryFind("format") ? cursor.ReadText() : throw RecordingError.At(source, "format", "missing");
        stream.Position = 0;
        return format switch
        {
            TraceRecording.FormatName => new TraceReader(stream, source, cancellation).Read(),
            ExperimentRecording.FormatName => ExperimentRecording.Parse(stream, source, cancellation),
            DigitsRecording.FormatName => new DigitsReader(stream, source, cancellation).Read(),
            SchedulesRecording.FormatName => new SchedulesReader(stream, source, cancellation).Read(),
            PlateauRecording.FormatName => new PlateauReader(stream, source, cancellation).Read(),
            _ => throw cursor.Fail($"'{Printable.Of(format)}' is not known; known are {TraceRecording.FormatName}, {ExperimentRecording.FormatName}, {DigitsRecording.FormatName}, {SchedulesRecording.FormatName} and {PlateauRecording.FormatName}"),
        };
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
