using System.Text.Json;
using Eden.Lab.Recordings;

namespace Eden.Lab.Report;

/// <summary>A result with a name, ready to be drawn.</summary>
public sealed class ResultDocument
{
    /// <summary>The format of the lines before the result of a training.</summary>
    private const string TrainingEpoch = "eden-train-epoch/1";

    private readonly Action<PageWriter> _write;

    internal ResultDocument(string name, Phrase title, Action<PageWriter> write)
    {
        Name = name;
        Title = title;
        _write = write;
    }

    /// <summary>What the contents call it: a file or a command.</summary>
    public string Name { get; }

    /// <summary>What kind of result it is.</summary>
    public Phrase Title { get; }

    /// <summary>A result that was just made.</summary>
    /// <param name="result">One of the records of <see cref="ResultTypes"/>.</param>
    /// <param name="name">What the contents call it.</param>
    /// <typeparam name="T">The type of the record.</typeparam>
    /// <exception cref="ArgumentException">There is no page for such a record.</exception>
    public static ResultDocument Of<T>(T result, string name)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(result);
        return ResultKind.All.OfType<ResultKind<T>>().FirstOrDefault()?.Document(result, name)
            ?? throw new ArgumentException($"There is no page for a {typeof(T).Name}.", nameof(result));
    }

    /// <summary>Reads a result from a file.</summary>
    /// <param name="path">A file that <c>--json</c> wrote.</param>
    /// <exception cref="InputException">It cannot be read, or holds no result.</exception>
    public static ResultDocument Read(string path) =>
        TryRead(path, out string reason) ?? throw new InputException($"{path}: {reason}");

    /// <summary>Reads the results of a folder: its .json and .jsonl files that hold one, by name.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InputException">It cannot be read, or holds none.</exception>
    public static IReadOnlyList<ResultDocument> ReadFolder(string folder)
    {
        try
        {
            ResultDocument[] documents = [.. Directory.EnumerateFiles(folder).Where(file => Path.GetExtension(file) is ".json" or ".jsonl").Order(StringComparer.Ordinal).Select(file => TryRead(file, out _)).OfType<ResultDocument>()];
            return documents.Length > 0 ? documents : throw new InputException($"{folder}: there is no result of eden in it; --json FILE of its commands writes them");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{folder}: {exception.Message}", exception);
        }
    }

    /// <summary>Writes the section of the result.</summary>
    internal void Write(PageWriter page, int index, bool hasHeading)
    {
        page.Html($"<section id=\"result-{index}\">");
        if (hasHeading)
        {
            page.Html($"<h2>{page.In(Title)}: {Name}</h2>");
        }

        try
        {
            _write(page);
        }
        catch (Exception exception) when (exception is NullReferenceException or ArgumentException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            // A file may lack a number that another of its lists promises, in any place.
            throw new InputException($"{Name}: the result contradicts itself, so it was not written by eden as it stands ({exception.GetType().Name})", exception);
        }

        page.Html($"</section>");
    }

    private static ResultDocument? TryRead(string path, out string reason)
    {
        reason = "";
        ReadOnlySpan<byte> json = [];
        try
        {
            long length = RegularFile.LengthOf(path);
            if (length is 0 or > RecordingFile.DefaultMaxBytes)
            {
                reason = length == 0 ? RegularFile.NoContent : $"has more than the {RecordingFile.DefaultMaxBytes} bytes that a result may have";
                return null;
            }

            // An editor may have put a byte order mark in front.
            json = LastLineOf(File.ReadAllBytes(path).AsSpan().TrimStart("\uFEFF"u8));
            string? format = FormatOf(json);
            ResultKind? kind = ResultKind.All.FirstOrDefault(kind => kind.Format == format);
            if (kind is null)
            {
                reason = format switch
                {
                    null => "is no result of eden: it has no format",
                    TrainingEpoch => "is the log of a training that has not ended; 'eden train --resume' goes on with it",
                    _ => $"has the format '{Printable.Of(format)}', which no result of eden has",
                };
                return null;
            }

            return kind.Parse(json, path);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second: text that is not Unicode.
            reason = JsonEnd.IsMissing(json) ? "is cut off: it ends in the middle of its JSON"
                : $"is not a result of eden: {Printable.Of(exception.Message.Split(" LineNumber:")[0])}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reason = File.Exists(path) ? exception.Message : "there is no such file";
        }

        return null;
    }

    /// <summary>Where every line is an object of its own, as <c>eden train</c> writes them, the last one is the result.</summary>
    private static ReadOnlySpan<byte> LastLineOf(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> trimmed = json.TrimEnd("\r\n "u8);
        ReadOnlySpan<byte> last = trimmed[(trimmed.LastIndexOf((byte)'\n') + 1)..];
        return last.StartsWith("{"u8) ? last : json;
    }

    private static string? FormatOf(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("format", out JsonElement format) && format.ValueKind == JsonValueKind.String
            ? format.GetString()
            : null;
    }
}
