using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Eden.Checkpoints;
using Eden.Lab;
using Eden.Lab.Training;

namespace Eden.Cli.Output;

/// <summary>
/// The log of a training: a line of JSON for each epoch, written when it is known, and the result as the last line. It goes to a
/// file, or with <c>-</c> to standard output. The file of a training that goes on ends up as if it had never stopped.
/// </summary>
/// <param name="path">The file, or <c>-</c>.</param>
/// <param name="goesOn">Whether a training goes on, whose log the file may hold.</param>
internal sealed class TrainLog(string path, bool goesOn) : IDisposable
{
    private Stream? _stream;
    private int _allEpochs;
    private long _length;
    private bool _hasFailed;

    /// <summary>Whether it goes to standard output, where nothing else may then be written.</summary>
    public bool IsStandardOutput => path == "-";

    /// <summary>How every line begins.</summary>
    private static ReadOnlySpan<byte> Beginning => "{\"format\":\"eden-train"u8;

    /// <summary>Opens the file before the first step, once data and configuration are known to be good, so that bad input leaves no
    /// empty file, and brings it to where the training stands: empty, or the epochs that it has behind it.</summary>
    /// <param name="allEpochs">The epochs that the training can have.</param>
    /// <param name="epochs">The epochs behind it. The file may lack some, may have later ones, which come again, and may have a
    /// result.</param>
    /// <exception cref="InputException">The file is not the log of this training and is left alone, or the disk refuses it.</exception>
    public void Begin(int allEpochs, IReadOnlyList<EpochRecord> epochs)
    {
        _allEpochs = allEpochs;
        byte[] old = Open();
        if (!_stream!.CanSeek)
        {
            return;
        }

        (int lines, int length) = FindCommon(old, epochs);
        _ = WrittenFile.Try(path, () =>
        {
            // Not where there is nothing to cut off: /dev/null has no length that could be set.
            if (_stream.Length > length)
            {
                _stream.SetLength(length);
            }

            return _length = _stream.Seek(length, SeekOrigin.Begin);
        });
        foreach (EpochRecord epoch in epochs.Skip(lines))
        {
            Write(epoch);
        }
    }

    /// <summary>Writes the line of an epoch.</summary>
    public void Write(EpochRecord epoch) => Write(LineOf(epoch));

    /// <summary>Writes the result.</summary>
    public void Write(TrainingResult result) => Write(LineOf(result, TrainJson.Default.TrainingResult));

    public void Dispose() => _stream?.Dispose();

    private byte[] LineOf(EpochRecord epoch) => LineOf(new EpochLine(_allEpochs, epoch), TrainJson.Default.EpochLine);

    private static byte[] LineOf<T>(T value, JsonTypeInfo<T> type) => [.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n'];

    /// <summary>Writes a line. The first that cannot be written is noted, and is the last: the training goes on, and the file ends with a
    /// whole line, from which it can be continued.</summary>
    private void Write(byte[] line)
    {
        if (_hasFailed)
        {
            return;
        }

        try
        {
            _stream!.Write(line);
            _length += line.Length;
        }
        catch (Exception exception) when (FilePath.IsRefusal(exception))
        {
            _hasFailed = true;
            Faults.Note($"{WrittenFile.MessageOf(path, exception)}; the training continues without it");
            CutTornLine();
        }
    }

    private void CutTornLine()
    {
        try
        {
            if (_stream!.CanSeek && _stream.Length > _length)
            {
                _stream.SetLength(_length);
            }
        }
        catch (IOException)
        {
            // Whoever continues the file drops it.
        }
    }

    /// <returns>What the file holds that may go on.</returns>
    private byte[] Open()
    {
        if (IsStandardOutput)
        {
            _stream = StandardStreams.Output;
            return [];
        }

        return WrittenFile.Try(path, () =>
        {
            // A pipe has no length, and is not read.
            byte[] old = goesOn && FilePath.FaultOf(path, out _) is null ? File.ReadAllBytes(path) : [];
            _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
            return old;
        });
    }

    /// <summary>How many epochs the file has already as they would be written now, and their bytes.</summary>
    private (int Lines, int Length) FindCommon(byte[] old, IReadOnlyList<EpochRecord> epochs)
    {
        (int lines, int kept, int length) = (0, 0, 0);
        for (int start = 0; start < old.Length;)
        {
            int end = old.AsSpan(start).IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? old.AsSpan(start) : old.AsSpan(start, end);
            if (end >= 0 && lines < epochs.Count ? !IsEpoch(line, epochs[lines]) : !IsOfTraining(line))
            {
                throw new InputException($"'{path}' is not the log of this training; give --json another file, or remove it");
            }

            if (end < 0)
            {
                break;
            }

            if (lines == kept && lines < epochs.Count && old.AsSpan(start, end + 1).SequenceEqual(LineOf(epochs[lines])))
            {
                (kept, length) = (kept + 1, start + end + 1);
            }

            (lines, start) = (lines + 1, start + end + 1);
        }

        return (kept, length);
    }

    private static bool IsEpoch(ReadOnlySpan<byte> line, EpochRecord epoch)
    {
        try
        {
            return JsonSerializer.Deserialize(line, TrainJson.Default.EpochLine)?.Epoch == epoch;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether a line that is dropped, whole or torn, can be spared.</summary>
    private static bool IsOfTraining(ReadOnlySpan<byte> line) => line.StartsWith(Beginning) || Beginning.StartsWith(line);
}
