using System.Numerics;
using Eden.Checkpoints;
using Eden.Lab.Checkpoints;
using Eden.Lab.Data;
using Eden.Lab.Recordings;

namespace Eden.Lab.Training;

/// <summary>Trains a model on data, as a pure function of a configuration.</summary>
internal static class Trainer
{
    /// <summary>Loads the data and trains.</summary>
    /// <param name="observer">Is told how it goes.</param>
    /// <exception cref="InputException">The configuration or the data cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static TrainingResult Run(TrainingConfig config, ITrainingObserver? observer = null, CancellationToken cancellation = default) =>
        RunSaved(config, null, observer, cancellation);

    /// <summary>Trains on data that are loaded already, so that several runs can share them.</summary>
    /// <param name="config">What to train and how; its <see cref="TrainingConfig.Data"/> is what the data were loaded from.</param>
    /// <param name="observer">Is told how it goes.</param>
    /// <exception cref="InputException">The configuration cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static TrainingResult Run<T>(TrainingConfig config, ClassificationData<T> data, ITrainingObserver? observer = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(data);
        config.Validate();
        using TrainingRun<T> run = new(config, data);
        return run.Run(null, observer, cancellation);
    }

    /// <summary>Loads the data, trains and saves.</summary>
    /// <param name="checkpoints">Where and when it is saved; <see langword="null"/>: never.</param>
    /// <param name="observer">Is told how it goes.</param>
    /// <exception cref="InputException">The configuration or the data cannot be used, or a checkpoint cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static TrainingResult RunSaved(TrainingConfig config, CheckpointKeeper? checkpoints, ITrainingObserver? observer = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        return CheckpointFiles.Try(() => config.ElementType == ElementType.Bits32
            ? Start<float>(config, checkpoints, observer, cancellation)
            : Start<double>(config, checkpoints, observer, cancellation));
    }

    /// <summary>Goes on with a training that was saved, bit for bit as if it had not stopped.</summary>
    /// <param name="path">The checkpoint; the training's configuration is in it.</param>
    /// <param name="checkpoints">Where and when it is saved; <see langword="null"/>: never.</param>
    /// <param name="observer">Is told how it goes.</param>
    /// <exception cref="InputException">The checkpoint is not that of a training, or damaged, the data have changed, or a checkpoint cannot be
    /// written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static TrainingResult Resume(string path, CheckpointKeeper? checkpoints, ITrainingObserver? observer = null, CancellationToken cancellation = default) =>
        Resume(path, null, checkpoints, observer, cancellation);

    /// <summary>Goes on with a training that was saved, finished or not, up to another number of epochs. Where its schedule does not
    /// depend on the number, it ends bit for bit as if it had been started with it; else <see cref="TrainingStart.PlanChange"/> and
    /// <see cref="TrainingResult.EarlierPlans"/> say what differs.</summary>
    /// <param name="path">The checkpoint; the rest of the training's configuration is in it.</param>
    /// <param name="epochs">All epochs of the training, those that are done included.</param>
    /// <param name="checkpoints">Where and when it is saved; <see langword="null"/>: never.</param>
    /// <param name="observer">Is told how it goes.</param>
    /// <exception cref="InputException">As of <see cref="Resume(string, CheckpointKeeper?, ITrainingObserver?, CancellationToken)"/>, or
    /// more epochs than these have begun, or the training diverged or stopped early.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static TrainingResult Extend(string path, int epochs, CheckpointKeeper? checkpoints, ITrainingObserver? observer = null, CancellationToken cancellation = default) =>
        Resume(path, epochs, checkpoints, observer, cancellation);

    /// <summary>The configuration of a training that was saved.</summary>
    /// <exception cref="InputException">It is not that of a training.</exception>
    public static TrainingConfig ConfigOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using Checkpoint checkpoint = OpenSaved(path);
        return StateOf(checkpoint, path).Config;
    }

    private static RunState StateOf(Checkpoint checkpoint, string path)
    {
        if (!checkpoint.Metadata.TryGetValue(RunState.NoteName, out string? note))
        {
            throw NotSaved($"{Printable.Of(path, int.MaxValue)}: is not a checkpoint of a training");
        }

        return RunState.Read(note, out string fault)
            ?? throw NotSaved($"{Printable.Of(path, int.MaxValue)}: the note '{RunState.NoteName}' in it is damaged: it {fault}");
    }

    private static TrainingResult Resume(string path, int? epochs, CheckpointKeeper? checkpoints, ITrainingObserver? observer, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return CheckpointFiles.Try(() =>
        {
            using Checkpoint checkpoint = OpenSaved(path);

            // Before anything is believed: the note says what to train.
            _ = checkpoint.VerifyHash(cancellation);
            RunState state = StateOf(checkpoint, path);
            TrainingConfig config = state.Config with { Epochs = epochs ?? state.Config.Epochs };
            config.Validate();
            return config.ElementType == ElementType.Bits32
                ? GoOn<float>(config, checkpoint, state, checkpoints, observer, cancellation)
                : GoOn<double>(config, checkpoint, state, checkpoints, observer, cancellation);
        });
    }

    private static Checkpoint OpenSaved(string path)
    {
        try
        {
            if (CheckpointFiles.FormatOfContent(path) == CheckpointFormat.PyTorch)
            {
                PyTorchFile.OpenRaw(path).Dispose();
                throw NotSaved($"{Printable.Of(path, int.MaxValue)}: is a PyTorch file");
            }

            return SafetensorsFile.Open(path);
        }
        catch (CheckpointException exception)
        {
            throw NotSaved(exception.Message, exception);
        }
    }

    private static InputException NotSaved(string what, Exception? cause = null) => new($"--resume needs a file that 'eden train' saved; {what}", cause);

    private static TrainingResult Start<T>(TrainingConfig config, CheckpointKeeper? checkpoints, ITrainingObserver? observer, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using TrainingRun<T> run = new(config, DataSets.Load<T>(config.Data), checkpoints?.Ranks);
        return run.Run(checkpoints, observer, cancellation);
    }

    private static TrainingResult GoOn<T>(TrainingConfig config, Checkpoint checkpoint, RunState state, CheckpointKeeper? checkpoints, ITrainingObserver? observer, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using TrainingRun<T> run = new(config, DataSets.LoadAgain<T>(config.Data), checkpoints?.Ranks);
        run.Restore(checkpoint, state);

        // On Windows a mapped file cannot be replaced by the next checkpoint.
        checkpoint.Dispose();
        return run.Run(checkpoints, observer, cancellation);
    }
}
