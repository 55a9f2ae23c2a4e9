using System.Diagnostics;
using System.Numerics;
using Eden.Lab.Data;
using Eden.Lab.Recordings;
using Eden.Lab.Training;

namespace Eden.Lab.Sweeps;

/// <summary>Runs sweeps: many trainings, one thread each, spread over the processor.</summary>
internal static class Sweeper
{
    /// <summary>Runs what is not in the file yet.</summary>
    /// <param name="path">The file that every finished run is appended to at once, and that an interrupted sweep goes on
    /// from.</param>
    /// <param name="threads">How many runs at a time.</param>
    /// <param name="progress">Is told how many runs are finished; first of all how many were before. An
    /// <see cref="ISweepProgress"/> is told of a file that cannot be written, too, and the sweep goes on.</param>
    /// <param name="warnings">Is told, before the first run, what is likely a mistake in the data.</param>
    /// <exception cref="InputException">The configuration, the data or the file cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static SweepResult Run(SweepConfig config, string path, int threads, IProgress<int>? progress = null, IProgress<string>? warnings = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        config.Validate();
        return config.Training.ElementType == ElementType.Bits32
            ? Run(config, DataSets.Load<float>(config.Training.Data), path, threads, progress, warnings, cancellation)
            : Run(config, DataSets.Load<double>(config.Training.Data), path, threads, progress, warnings, cancellation);
    }

    /// <summary>A file name for a sweep that no other sweep has.</summary>
    public static string FileNameOf(SweepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return $"eden-sweep-{SweepFile.DigestOf(config)}.jsonl";
    }

    /// <summary>How many runs a sweep has.</summary>
    /// <exception cref="InputException">The configuration cannot be used.</exception>
    public static int CountRuns(SweepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        return config.Runs().Count;
    }

    private static SweepResult Run<T>(SweepConfig config, ClassificationData<T> data, string path, int threads, IProgress<int>? progress, IProgress<string>? warnings, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IReadOnlyList<SweepRun> runs = config.Runs();
        foreach (SweepRun run in runs.DistinctBy(run => run.Arm))
        {
            // What cannot be run is refused here, instead of failing run by run.
            new TrainingRun<T>(run.Configure(config.Training), data).Dispose();
        }

        foreach (string warning in data.Warnings)
        {
            warnings?.Report(warning);
        }

        using SweepFile file = SweepFile.Open(path, config, data.Name, data.Classes, progress as ISweepProgress);
        SweepRecord?[] records = new SweepRecord?[runs.Count];
        foreach (SweepRecord record in file.Records)
        {
            records[record.Run] = record;
        }

        SweepRun[] missing = [.. runs.Where(run => records[run.Index] is null)];
        int done = file.Records.Count;
        progress?.Report(done);
        long start = Stopwatch.GetTimestamp();
        Spread(missing, threads, run =>
        {
            SweepRecord record = RunOne(run, config.Training, data, cancellation);
            file.Append(record);
            records[run.Index] = record;
            progress?.Report(Interlocked.Increment(ref done));
        });
        return new SweepResult
        {
            Config = config,
            Stamp = RunStamp.Take(),
            DataName = data.Name,
            Warnings = data.Warnings,
            Maps = SweepMaps.Draw(config, [.. records.Select(record => record!)], data.Classes),
            Runs = [.. records.Select(record => record!)],
            ReadFromFile = file.Records.Count,
            Threads = threads,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
        };
    }

    /// <summary>Each thread takes the next run when it has finished one, so that none waits while there is work.</summary>
    private static void Spread(SweepRun[] runs, int threads, Action<SweepRun> action)
    {
        int next = -1;
        Exception? failure = null;
        void Work()
        {
            try
            {
                int index;
                while (Volatile.Read(ref failure) is null && (index = Interlocked.Increment(ref next)) < runs.Length)
                {
                    action(runs[index]);
                }
            }
#pragma warning disable CA1031 // Handed to the caller's thread.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref failure, exception, null);
            }
        }

        Thread[] workers = [.. Enumerable.Range(1, Math.Max(Math.Min(threads, runs.Length) - 1, 0)).Select(_ => new Thread(Work) { IsBackground = true })];
        Array.ForEach(workers, worker => worker.Start());
        Work();
        Array.ForEach(workers, worker => worker.Join());
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    private static SweepRecord RunOne<T>(SweepRun run, TrainingConfig shared, ClassificationData<T> data, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            return SweepRecord.Of(run, Trainer.Run(run.Configure(shared), data, null, cancellation));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return SweepRecord.OfFailure(run, Printable.Of(exception.Message));
        }
    }
}
