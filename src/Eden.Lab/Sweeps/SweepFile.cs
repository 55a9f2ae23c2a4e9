using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Eden.Lab.Recordings;

namespace Eden.Lab.Sweeps;

/// <summary>
/// The file that a sweep appends its runs to, a line of JSON each: first what is swept, then a line per finished run. A line is
/// written in one piece, so that a process that is killed leaves whole lines and at most one torn end, which is dropped.
/// </summary>
internal sealed class SweepFile : IDisposable
{
    private const string Format = "eden-sweep-runs/1";

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
    public static SweepFile Open(string path, SweepConfig config) => WrittenFile.Try(path, () =>
    {
        FileStream stream = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            return new SweepFile(path, stream, ReadOrBegin(stream, path, config));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    });

    /// <summary>Eight characters that tell sweeps apart.</summary>
    public static string DigestOf(SweepConfig config) =>
        Convert.ToHexStringLower(SHA256.HashData(HeaderOf(config)).AsSpan(0, 4));

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

    private static List<SweepRecord> ReadOrBegin(FileStream stream, string path, SweepConfig config)
    {
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        int end = content.AsSpan().LastIndexOf((byte)'\n') + 1;
        byte[] header = HeaderOf(config);
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

        ReadOnlySpan<byte> whole = content.AsSpan(0, end);
        if (!whole.StartsWith(header))
        {
            throw new InputException($"'{Printable.Of(path)}' is not of this sweep: what is swept differs; give another name, or remove it");
        }

        List<SweepRecord> records = ReadRecords(whole[header.Length..], path, config);
        stream.SetLength(end);
        stream.Position = end;
        return records;
    }

    private static List<SweepRecord> ReadRecords(ReadOnlySpan<byte> lines, string path, SweepConfig config)
    {
        IReadOnlyList<SweepRun> runs = config.Runs();
        List<SweepRecord> records = [];
        HashSet<int> seen = [];
        foreach (Range range in lines.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = lines[range];
            if (line.IsEmpty)
            {
                continue;
            }

            SweepRecord? record = Parse(line);
            if (record is null || record.Run < 0 || record.Run >= runs.Count || !record.IsOf(runs[record.Run], config.Validates) || !seen.Add(record.Run))
            {
                throw new InputException($"'{Printable.Of(path)}' is damaged: line {records.Count + 2} is no run of this sweep: {Printable.Of(Encoding.UTF8.GetString(line), 60)}");
            }

            records.Add(record);
        }

        return records;
    }

    private static SweepRecord? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, SweepFileJson.Default.SweepRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] HeaderOf(SweepConfig config) => LineOf(new SweepHeader(Format, config), SweepFileJson.Default.SweepHeader);

    private static byte[] LineOf<TValue>(TValue value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TValue> type) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n'];
}

/// <summary>The first line of the file of a sweep.</summary>
internal sealed record SweepHeader(string Format, SweepConfig Config);

/// <summary>The lines of the file of a sweep.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(SweepHeader))]
[JsonSerializable(typeof(SweepRecord))]
internal sealed partial class SweepFileJson : JsonSerializerContext;
