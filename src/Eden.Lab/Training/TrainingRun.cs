using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using Eden.Autograd;
using Eden.Lab.Data;
using Eden.Lab.Models;

namespace Eden.Lab.Training;

/// <summary>A training under way: model, optimizer, and where it stands.</summary>
internal sealed class TrainingRun<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingConfig _config;
    private readonly ClassificationData<T> _data;
    private readonly Network<T> _network;
    private readonly TrainedOptimizer<T> _optimizer;
    private readonly RateCourse _course;
    private readonly Batches<T> _batches;
    private readonly List<EpochRecord> _epochs = [];
    private long _step;
    private double _lossSum;
    private double _bestLoss = double.PositiveInfinity;
    private int _epochsSinceBest;

    public TrainingRun(TrainingConfig config, ClassificationData<T> data)
    {
        _config = config;
        _data = data;
        _batches = new Batches<T>(data.Training, config.Batch, config.Seed);
        _course = ScheduleCatalog.Make(config.Schedule, AllSteps, _batches.PerEpoch);
        _network = ModelBuilder.Build<T>(config.Model, data.FeatureCount, data.Classes, Streams.Start(config.Seed));
        _optimizer = OptimizerCatalog.Find(config.Optimizer.Name).Make(_network.Parameters, config.Optimizer);
        _optimizer.Optimizer.Engine = new EngineOptions { DegreeOfParallelism = 1 };
        _optimizer.Optimizer.GradientOptions = new GradientOptions { ClearAfterStep = true };
    }

    private long AllSteps => (long)_config.Epochs * _batches.PerEpoch;

    /// <summary>Trains to the end.</summary>
    public TrainingResult Run(ITrainingObserver? observer, CancellationToken cancellation)
    {
        long firstStep = _step;
        observer?.OnStart(AllSteps, firstStep, _config.Batch);
        TimeSpan training = TimeSpan.Zero;
        TrainingOutcome? outcome = null;
        while (outcome is null)
        {
            long start = Stopwatch.GetTimestamp();
            bool isFinite = TrainEpoch(observer, cancellation);
            training += Stopwatch.GetElapsedTime(start);
            EpochRecord epoch = FinishEpoch();
            observer?.OnEpoch(epoch);
            outcome = Judge(epoch, isFinite);
        }

        return new TrainingResult
        {
            Config = _config,
            Stamp = RunStamp.Take(),
            DataName = _data.Name,
            TrainingSamples = _data.Training.Count,
            TestSamples = _data.Test.Count,
            Parameters = _network.Parameters.Sum(parameter => parameter.Length),
            Outcome = outcome.Value,
            Steps = _step,
            Epochs = _epochs,
            TrainingSeconds = training.TotalSeconds,
            SamplesPerSecond = _batches.CountSamples(firstStep, _step) / training.TotalSeconds,
        };
    }

    public void Dispose() => _optimizer.Dispose();

    /// <summary>Takes the steps that are left of the epoch.</summary>
    /// <returns>Whether every loss was finite; after one that was not no step is taken.</returns>
    private bool TrainEpoch(ITrainingObserver? observer, CancellationToken cancellation)
    {
        long end = (_epochs.Count + 1L) * _batches.PerEpoch;
        while (_step < end)
        {
            cancellation.ThrowIfCancellationRequested();
            (ReadOnlyMemory<T> features, ReadOnlyMemory<int> labels) = _batches.At(_step);
            Variable<T> input = Variable<T>.Constant(features, labels.Length, _data.FeatureCount);
            Variable<T> loss = _network.Forward(input, _network.HasDropout ? Streams.Dropout(_config.Seed, _step) : null).CrossEntropy(labels.Span);
            double value = double.CreateChecked(loss.Item());
            _lossSum += value * labels.Length;
            if (!double.IsFinite(value))
            {
                return false;
            }

            loss.Backward();
            SetRates();
            _optimizer.Optimizer.Step();
            _step++;
            observer?.OnStep(_step, value);
        }

        return true;
    }

    private void SetRates()
    {
        Refusal.Translate(() =>
        {
            _optimizer.SetMultiplier(_course.At(_step));
            return 0;
        });
        if (_course.Momentum is Schedule momentum)
        {
            _optimizer.SetMomentum?.Invoke(momentum.At(_step));
        }
    }

    private EpochRecord FinishEpoch()
    {
        using IDisposable? evaluation = _optimizer.Evaluate();
        Evaluation test = Evaluation.Of(_network, _data.Test);
        Evaluation? validation = _data.Validation is null ? null : Evaluation.Of(_network, _data.Validation);
        EpochRecord epoch = new()
        {
            Epoch = _epochs.Count + 1,
            Steps = _step,
            Multiplier = _course.At(Math.Max(_step - 1, 0)),
            TrainingLoss = _lossSum / _data.Training.Count,
            ValidationLoss = validation?.Loss,
            ValidationAccuracy = validation?.Accuracy,
            TestLoss = test.Loss,
            TestAccuracy = test.Accuracy,
            WeightNorm = WeightNorm(),
        };
        _epochs.Add(epoch);
        _lossSum = 0;
        return epoch;
    }

    private double WeightNorm()
    {
        double sum = 0;
        foreach (Parameter<T> parameter in _network.Parameters.Where(parameter => parameter.Shape.Length > 1))
        {
            sum += double.CreateChecked(TensorPrimitives.SumOfSquares<T>(parameter.Value));
        }

        return Math.Sqrt(sum);
    }

    /// <summary>Whether the training ends after an epoch, and how.</summary>
    private TrainingOutcome? Judge(EpochRecord epoch, bool isFinite)
    {
        if (!isFinite || !double.IsFinite(epoch.TestLoss))
        {
            return TrainingOutcome.Diverged;
        }

        double loss = epoch.ValidationLoss ?? epoch.TrainingLoss;
        _course.Plateau?.Report(loss);
        _epochsSinceBest = loss < _bestLoss ? 0 : _epochsSinceBest + 1;
        _bestLoss = Math.Min(_bestLoss, loss);
        if (_epochs.Count == _config.Epochs)
        {
            return TrainingOutcome.Completed;
        }

        return _epochsSinceBest >= _config.EarlyStop ? TrainingOutcome.StoppedEarly : null;
    }
}
