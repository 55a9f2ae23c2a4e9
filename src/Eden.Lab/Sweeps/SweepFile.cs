using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Eden.Checkpoints;
using Eden.Lab.Json;

namespace Eden.Lab.Sweeps;

/// <summary>
/// The file that a sweep appends its runs to, a line of JSON each: first what is swept, then a line per finished run. A line is
/// written in one piece, so that a process that is killed leaves whole lines and at most one torn end, which is dropped.
/// </summary>
internal sealed class SweepFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly ISweepProgress? _progress;
    private readonly Lock _lock = new();
    private readonly List<byte> _pending = [];

    private SweepFile(string path, FileStream stream, IReadOnlyList<SweepRecord> records, ISweepProgress? progress)
    {
        _path = path;
        _stream = stream;
        _progress = progress;
        Records = records;
    }

    /// <summary>The runs that were finished before.</summary>
    public IReadOnlyList<SweepRecord> Records { get; }

    /// <summary>Opens the file of a sweep, or starts it.</summary>
    /// <param name="progress">Is told when runs cannot be appended.</param>
    /// <exception cref="InputException">The file cannot be written, is in use, or is not of this sweep.</exception>
    public static SweepFile Open(string path, SweepConfig config, string dataName, int classes, ISweepProgress? progress = null) => WrittenFile.Try(path, () =>
    {
        if (FileIdentity.Of(path) is { IsSpecial: true })
        {
            throw new IOException("it is a device or a pipe; give the name of a file");
        }

        FileStream stream = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        try
        {
            return new SweepFile(path, stream, ReadOrBegin(stream, path, config, HeaderOf(new SweepHeader(config) { DataName = dataName, Classes = classes })), progress);
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

    /// <summary>Appends a run. Any thread may. What the disk refuses is kept, and tried again with the next run.</summary>
    /// <exception cref="InputException">The disk refuses it, and nobody is told.</exception>
    public void Append(SweepRecord record)
    {
        byte[] line = LineOf(record, SweepFileJson.Default.SweepRecord);
        lock (_lock)
        {
            bool hasFailed = _pending.Count > 0;
            _pending.AddRange(line);
            long length = _stream.Position;
            try
            {
                _stream.Write(CollectionsMarshal.AsSpan(_pending));
                _pending.Clear();
                if (hasFailed)
                {
                    _progress!.OnFile(null);
                }
            }
            catch (Exception exception) when (FilePath.IsRefusal(exception))
            {
                // A torn line would damage the file for those that follow.
                _stream.SetLength(length);
                _stream.Position = length;
                string failure = WrittenFile.MessageOf(_path, exception);
                if (_progress is null)
                {
                    throw new InputException(failure, exception);
                }

                if (!hasFailed)
                {
                    _progress.OnFile(failure);
                }
            }
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
                throw new InputException($"'{Printable.Of(path)}' is not the file of a sweep; choose another name, or remove it");
            }

            stream.SetLength(0);
            stream.Write(header);
            stream.Flush();
            return [];
        }

        if (!content.AsSpan(0, end).StartsWith(header))
        {
            throw new InputException($"'{Printable.Of(path)}' is not of this sweep: what is swept differs; choose another name, or remove it");
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
