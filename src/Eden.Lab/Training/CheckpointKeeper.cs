using System.Diagnostics;

namespace Eden.Lab.Training;

/// <summary>Where and when a training is saved: after its epochs, but no more often than an interval; at its end; and when it is
/// stopped.</summary>
/// <param name="path">The file, replaced as a whole each time; <see langword="null"/> saves only when stopped.</param>
/// <param name="pathWhenStopped">The file for that case.</param>
public sealed class CheckpointKeeper(string? path, string pathWhenStopped)
{
    private long _last = Stopwatch.GetTimestamp();

    /// <summary>A keeper of one file.</summary>
    /// <param name="path">The file.</param>
    public CheckpointKeeper(string path)
        : this(path, path)
    {
    }

    /// <summary>The shortest time between two checkpoints while the training goes on. Default: 10 seconds, so that writing costs
    /// little even where an epoch takes a moment.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The file that was written when the training was stopped; <see langword="null"/> before that.</summary>
    public string? StoppedAt { get; private set; }

    internal void EpochEnded(Action<string> save, bool isLast)
    {
        if (path is not null && (isLast || Stopwatch.GetElapsedTime(_last) >= Interval))
        {
            save(path);
            _last = Stopwatch.GetTimestamp();
        }
    }

    internal void Interrupted(Action<string> save)
    {
        save(pathWhenStopped);
        StoppedAt = pathWhenStopped;
    }
}
