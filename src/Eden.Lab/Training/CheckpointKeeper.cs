using System.Diagnostics;
using Eden.Checkpoints;

namespace Eden.Lab.Training;

/// <summary>Where and when a training is saved: after its epochs, but no more often than an interval; at its end; and when it is
/// stopped.</summary>
/// <param name="path">The file, replaced as a whole each time; <see langword="null"/> saves only when stopped.</param>
/// <param name="pathWhenStopped">The file for that case.</param>
internal sealed class CheckpointKeeper(string? path, string pathWhenStopped)
{
    private long _last = Stopwatch.GetTimestamp();

    public CheckpointKeeper(string path)
        : this(path, path)
    {
    }

    /// <summary>The shortest time between two checkpoints while the training goes on. Default: 10 seconds, so that writing costs
    /// little even where an epoch takes a moment.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The processes that train and save together, of which the first decides when to save, by its clock; null for this one
    /// alone.</summary>
    public ICommunicator? Ranks { get; init; }

    /// <summary>Is told why a checkpoint cannot be written, once for each time that writing begins to fail and at the end, and the training
    /// goes on. Left out, such a failure ends the training.</summary>
    public Action<string>? OnFailure { get; init; }

    /// <summary>Why the last checkpoint could not be written; <see langword="null"/> where it was.</summary>
    public string? Failure { get; private set; }

    /// <summary>The file that was written when the training was stopped; <see langword="null"/> before that.</summary>
    public string? StoppedAt { get; private set; }

    internal void EpochEnded(Action<string> save, bool isLast)
    {
        if (path is not null && IsDue(isLast))
        {
            Save(save, path, isLast);
            _last = Stopwatch.GetTimestamp();
        }
    }

    private bool IsDue(bool isLast)
    {
        Span<double> isDue = [Ranks is not { Rank: > 0 } && (isLast || Stopwatch.GetElapsedTime(_last) >= Interval) ? 1 : 0];
        Ranks?.Sum(isDue);
        return isDue[0] > 0;
    }

    private void Save(Action<string> save, string file, bool isLast)
    {
        try
        {
            save(file);
            Failure = null;
        }
        catch (CheckpointException exception) when (OnFailure is not null)
        {
            if (Failure is null || isLast)
            {
                OnFailure(exception.Message);
            }

            Failure = exception.Message;
        }
    }

    internal void Interrupted(Action<string> save)
    {
        save(pathWhenStopped);
        StoppedAt = pathWhenStopped;
    }
}
