using System.Numerics;
using Eden.Lab.Data;
using Eden.Lab.Recordings;

namespace Eden.Lab.Training;

/// <summary>Trains a model on data, as a pure function of a configuration.</summary>
public static class Trainer
{
    /// <summary>Loads the data and trains.</summary>
    /// <param name="config">What to train on what and how.</param>
    /// <param name="observer">Is told how it goes.</param>
    /// <param name="cancellation">Stops it between two steps.</param>
    /// <exception cref="InputException">The configuration or the data cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static TrainingResult Run(TrainingConfig config, ITrainingObserver? observer = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        return config.ElementType == ElementType.Bits32
            ? Run(config, DataSets.Load<float>(config.Data), observer, cancellation)
            : Run(config, DataSets.Load<double>(config.Data), observer, cancellation);
    }

    /// <summary>Trains on data that are loaded already, so that several runs can share them.</summary>
    /// <param name="config">What to train and how; its <see cref="TrainingConfig.Data"/> is what the data were loaded from.</param>
    /// <param name="data">The data.</param>
    /// <param name="observer">Is told how it goes.</param>
    /// <param name="cancellation">Stops it between two steps.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>, as the configuration says.</typeparam>
    /// <exception cref="InputException">The configuration cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static TrainingResult Run<T>(TrainingConfig config, ClassificationData<T> data, ITrainingObserver? observer = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(data);
        config.Validate();
        using TrainingRun<T> run = new(config, data);
        return run.Run(observer, cancellation);
    }
}
