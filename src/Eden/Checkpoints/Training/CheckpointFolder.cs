using System.Globalization;
using System.Numerics;

namespace Eden.Checkpoints;

/// <summary>Keeps the last and the best checkpoints of a training in a directory.</summary>
/// <remarks>
/// <code>
/// CheckpointFolder folder = new("checkpoints") { KeepLast = 3, KeepBest = 1 };
/// folder.Save(state, value: 0.42);  // the validation loss
/// // in another process:
/// if (folder.FindLatest() is string latest)
/// {
///     state.Load(latest);
/// }
/// </code>
/// Files are named after <see cref="TrainingState{T}.Step"/> and hold their value, so another process can continue from the
/// directory alone. A file without a valid checkpoint header is ignored; check sums are verified at loading.
/// </remarks>
public sealed class CheckpointFolder
{
    private const string FilePrefix = "step-";
    private const string Extension = ".safetensors";

    private readonly string _path;

    /// <summary>Names a directory, which the first save creates.</summary>
    /// <param name="path">The directory.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public CheckpointFolder(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
    }

    /// <summary>Number of last checkpoints to keep, by step. Default 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int KeepLast { get; init => field = Require.Between(value, 1, int.MaxValue); } = 3;

    /// <summary>Number of best checkpoints to keep as well. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int KeepBest { get; init => field = Require.Between(value, 0, int.MaxValue); } = 1;

    /// <summary>Which way the value gets better. Default <see cref="PlateauMode.Minimize"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a value of the enumeration.</exception>
    public PlateauMode Mode { get; init => field = Require.Defined(value); }

    /// <summary>The checkpoint of the highest step; null without one.</summary>
    /// <exception cref="CheckpointException">The directory cannot be read.</exception>
    public string? FindLatest() => List() is [.., Entry last] ? last.Path : null;

    /// <summary>The checkpoint of the best value, the earlier one of equals; null if none has a value.</summary>
    /// <exception cref="CheckpointException">The directory cannot be read.</exception>
    public string? FindBest() => ByValue(List()).Select(entry => entry.Path).FirstOrDefault();

    /// <summary>Saves a state under the name of its step, replaces one of the same step, and removes files that are not to be
    /// kept.</summary>
    /// <param name="state">The state.</param>
    /// <param name="value">The value that decides the best, such as the validation loss. NaN is never the best; without a value
    /// only the step counts.</param>
    /// <returns>The file.</returns>
    /// <exception cref="CheckpointException">The file cannot be written, or two entries have the same name.</exception>
    /// <exception cref="InvalidOperationException">The parameters are at their evaluation point.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer or a parameter was disposed.</exception>
    public string Save<T>(TrainingState<T> state, double? value = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        try
        {
            Directory.CreateDirectory(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{Printable.Of(_path, int.MaxValue)}: cannot be made: {Printable.Of(exception.Message)}", exception);
        }

        // Of equal length, so that names sort as steps do.
        string path = Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"{FilePrefix}{state.Step:D16}{Extension}"));
        state.Save(path, value);
        if (state.Ranks is not { Rank: > 0 })
        {
            Rotate(path);
        }

        return path;
    }

    /// <summary>Removes what is not to be kept. What was just saved is, also where a run went back to an earlier step.</summary>
    private void Rotate(string saved)
    {
        List<Entry> entries = List();
        HashSet<string> kept = [.. entries.TakeLast(KeepLast).Concat(ByValue(entries).Take(KeepBest)).Select(entry => entry.Path), saved];
        foreach (Entry entry in entries.Where(entry => !kept.Contains(entry.Path)))
        {
            try
            {
                File.Delete(entry.Path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The checkpoint that was asked for is safe; the next save tries again.
            }
        }
    }

    private IEnumerable<Entry> ByValue(IEnumerable<Entry> entries) => entries
        .Where(entry => double.IsFinite(entry.Value))
        .OrderBy(entry => Mode == PlateauMode.Minimize ? entry.Value : -entry.Value)
        .ThenBy(entry => entry.Step);

    /// <summary>The sound checkpoints in the order of their steps.</summary>
    private List<Entry> List()
    {
        try
        {
            return Directory.Exists(_path)
                ? [.. Directory.EnumerateFiles(_path, $"{FilePrefix}*{Extension}").Select(TryRead).OfType<Entry>().OrderBy(entry => entry.Step)]
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{Printable.Of(_path, int.MaxValue)}: cannot be read: {Printable.Of(exception.Message)}", exception);
        }
    }

    private static Entry? TryRead(string path)
    {
        string number = Path.GetFileName(path)[FilePrefix.Length..^Extension.Length];
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long step))
        {
            return null;
        }

        try
        {
            using Checkpoint checkpoint = SafetensorsFile.Open(path);
            bool hasValue = checkpoint.Metadata.TryGetValue(MetadataKeys.Value, out string? text);
            return new(path, step, hasValue && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN);
        }
        catch (CheckpointException)
        {
            return null;
        }
    }

    private sealed record Entry(string Path, long Step, double Value);
}
