using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Eden.Lab.Json;
using Eden.Lab.Recordings;

namespace Eden.Lab.Sweeps;

/// <summary>
/// The file that a sweep appends its runs to, a line of JSON each: first what is swept, then a line per finished run. A line is
/// written in one piece, so that a process that is killed leaves whole lines and at most one torn end, which is dropped.
/// </summary>
internal sealed class SweepFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly Lock _lock = new();

    private SweepFile(string path, FileStream stream, IReadOnlyList<SweepRecord> records)
    {
        _path = path;
        _stream = stream;
        Records = records;
    }

    /// <summary>The runs that were finished before.</summary>
    public IReadOnlyList<SweepRecord> Records { get; }

    /// <summary>Opens the file of a sweep, or starts it.</summary>
    /// <exception cref="InputException">The file cannot be written, is in use, or is not of this sweep.</exception>
    /// <param name="path">The file.</param>
    /// <param name="config">The sweep.</param>
    /// <param name="dataName">What its data are called.</param>
    /// <param name="classes">The classes of the data.</param>
    public static SweepFile Open(string path, SweepConfig config, string dataName, int classes) => WrittenFile.Try(path, () =>
    {
        FileStream stream = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            return new SweepFile(path, stream, ReadOrBegin(stream, path, config, HeaderOf(new SweepHeader(config) { DataName = dataName, Classes = classes })));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    });

    /// <summary>Eight characters that tell sweeps apart.</summary>
    public static string DigestOf(SweepConfig config) =>
        Convert.ToHexStringLower(SHA256.HashData(HeaderOf(new SweepHeader(config))).AsSpan(0, 4));

    /// <summary>Appends a run. Any thread may.</summary>
    /// <exception cref="InputException">The disk refuses it.</exception>
    public void Append(SweepRecord record)
    {
        byte[] line = LineOf(record, SweepFileJson.Default.SweepRecord);
        lock (_lock)
        {
            _ = WrittenFile.Try(_path, () =>
            {
                _stream.Write(line);
                _stream.Flush();
                return line;
            });
        }
    }

    public void Dispose() => _stream.Dispose();

    private static IReadOnlyList<SweepRecord> ReadOrBegin(FileStream stream, string path, SweepConfig config, byte[] header)
    {
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        int end = content.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (end == 0)
        {
            if (!header.AsSpan().StartsWith(content))
            {
                throw new InputException($"'{Printable.Of(path)}' is not the file of a sweep; give another name, or remove it");
            }

            stream.SetLength(0);
            stream.Write(header);
            stream.Flush();
            return [];
        }

        if (!content.AsSpan(0, end).StartsWith(header))
        {
            throw new InputException($"'{Printable.Of(path)}' is not of this sweep: what is swept differs; give another name, or remove it");
        }

        JsonLines lines = new(content.AsMemory(0, end));
        IReadOnlyList<SweepRecord> records = UnfinishedSweep.ReadRuns(lines.Whole.Skip(1), config, out string fault)
            ?? throw new InputException($"'{Printable.Of(path)}' {fault}");
        stream.SetLength(end);
        stream.Position = end;
        return records;
    }

    private static byte[] HeaderOf(SweepHeader header) => LineOf(header, SweepFileJson.Default.SweepHeader);

    private static byte[] LineOf<TValue>(TValue value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TValue> type) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n'];
}

/// <summary>The first line of the file of a sweep.</summary>
/// <param name="Config">What is swept.</param>
internal sealed record SweepHeader(SweepConfig Config)
{
    public const string CurrentFormat = "eden-sweep-runs/1";

    [JsonPropertyOrder(-1)]
    public string Format { get; init; } = CurrentFormat;

    /// <summary>What the data are called.</summary>
    public string? DataName { get; init; }

    /// <summary>The classes of the data, which say what a guess gets right.</summary>
    public int? Classes { get; init; }
}

/// <summary>The lines of the file of a sweep.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SweepHeader))]
[JsonSerializable(typeof(SweepRecord))]
internal sealed partial class SweepFileJson : JsonSerializerContext;
