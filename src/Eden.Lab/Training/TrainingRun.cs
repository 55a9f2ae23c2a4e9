using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using Eden.Autograd;
using Eden.Checkpoints;
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
    private readonly TrainingState<T> _state;
    private readonly MicroBatchStep<T>? _parts;
    private readonly List<EpochRecord> _epochs = [];
    private IReadOnlyList<EarlierPlan>? _earlierPlans;
    private PlanChange? _planChange;
    private TrainingOutcome? _outcome;
    private int _epoch;
    private long _step;
    private double _lossSum;
    private double _bestLoss = double.PositiveInfinity;
    private int _epochsSinceBest;

    /// <param name="config">What to train and how.</param>
    /// <param name="data">The data.</param>
    /// <param name="ranks">The processes that train it together; null for this one alone.</param>
    public TrainingRun(TrainingConfig config, ClassificationData<T> data, ICommunicator? ranks = null)
    {
        _config = config;
        _data = data;
        _batches = new Batches<T>(data.Training, config.Batch, config.Seed);
        _course = ScheduleCatalog.Make(config.Schedule, AllSteps, _batches.PerEpoch);
        _network = ModelBuilder.Build<T>(config.Model, data.FeatureCount, data.Classes, Streams.Start(config.Seed));
        _optimizer = OptimizerCatalog.Find(config.Optimizer.Name).Make(_network.Parameters, config.Optimizer);
        if (_course.Momentum is not null && _optimizer.SetMomentum is null)
        {
            throw new InputException($"--cycle-momentum needs an optimizer with beta1, or with --momentum above 0; {config.Optimizer.Name} has none here");
        }

        _optimizer.Optimizer.Engine = new EngineOptions { DegreeOfParallelism = 1 };
        _optimizer.Optimizer.GradientOptions = new GradientOptions { ClearAfterStep = true };
        _optimizer.Optimizer.Communicator = ranks;
        _parts = config.MicroBatches is null && ranks is null ? null : new(_optimizer.Optimizer, config.MicroBatches ?? 1);
        _state = new TrainingState<T>(_optimizer.Optimizer)
        {
            Plateaus = _course.Plateau is null ? [] : new Dictionary<string, ReduceOnPlateau> { ["rate"] = _course.Plateau },
        };
    }

    private long AllSteps => (long)_config.Epochs * _batches.PerEpoch;

    private DataShape Shape => new(_data.Name, _data.Training.Count, _data.Validation?.Count ?? 0, _data.Test.Count, _data.FeatureCount, _data.Classes);

    /// <summary>Writes everything that is needed to go on bit for bit.</summary>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public void Save(string path)
    {
        _state.Step = _step;
        _state.Notes[RunState.NoteName] = new RunState
        {
            Config = _config,
            EarlierPlans = _earlierPlans,
            Data = Shape,
            Epoch = _epoch,
            LossSum = _lossSum,
            BestLoss = _bestLoss,
            EpochsSinceBest = _epochsSinceBest,
            Outcome = _outcome,
            Epochs = _epochs,
        }.Write();
        _state.Save(path);
    }

    /// <summary>Goes back to where a checkpoint was written.</summary>
    /// <param name="state">Its note, whose configuration this run was made from, but for the number of epochs.</param>
    /// <exception cref="CheckpointException">It does not fit.</exception>
    /// <exception cref="InputException">The data are others, or the training cannot have this number of epochs.</exception>
    public void Restore(Checkpoint checkpoint, RunState state)
    {
        if (state.Data != Shape)
        {
            throw new InputException($"the data have changed since the checkpoint was written: {state.Data.Words} then, {Shape.Words} now");
        }

        // Whoever opened the file has verified it.
        _state.Load(checkpoint, new LoadOptions { VerifyHash = false });
        _step = _state.Step;
        _epoch = state.Epoch;
        _lossSum = state.LossSum;
        _bestLoss = state.BestLoss;
        _epochsSinceBest = state.EpochsSinceBest;
        _outcome = state.Outcome;
        _epochs.AddRange(state.Epochs);
        _earlierPlans = state.EarlierPlans;
        if (state.Config.Epochs != _config.Epochs)
        {
            Replan(state.Config);
        }
    }

    /// <summary>Trains to the end.</summary>
    /// <param name="checkpoints">Is asked to save after each epoch, and when cancelled.</param>
    /// <param name="observer">Is told how it goes.</param>
    public TrainingResult Run(CheckpointKeeper? checkpoints, ITrainingObserver? observer, CancellationToken cancellation)
    {
        long firstStep = _step;
        observer?.OnStart(new TrainingStart(AllSteps, firstStep, _config.Epochs, _config.Batch) { HasValidation = _data.Validation is not null, PlanChange = _planChange?.Words, EpochsBefore = [.. _epochs], Warnings = _data.Warnings });
        TimeSpan training = TimeSpan.Zero;
        if (_outcome is not null)
        {
            checkpoints?.EpochEnded(Save, isLast: true);
        }

        while (_outcome is null)
        {
            long start = Stopwatch.GetTimestamp();
            bool isFinite = TrainEpoch(checkpoints, observer, cancellation);
            training += Stopwatch.GetElapsedTime(start);
            EpochRecord? evaluated = IsEvaluated(isFinite) ? Evaluate() : null;
            if (evaluated is not null)
            {
                _epochs.Add(evaluated);
                observer?.OnEpoch(evaluated);
            }

            _outcome = FinishEpoch(evaluated, isFinite);
            checkpoints?.EpochEnded(Save, isLast: _outcome is not null);
        }

        return new TrainingResult
        {
            Config = _config,
            EarlierPlans = _earlierPlans,
            Stamp = RunStamp.Take(),
            DataName = _data.Name,
            TrainingSamples = _data.Training.Count,
            ValidationSamples = _data.Validation?.Count ?? 0,
            TestSamples = _data.Test.Count,
            Warnings = _data.Warnings,
            Parameters = _network.Parameters.Sum(parameter => parameter.Length),
            Outcome = _outcome.Value,
            Steps = _step,
            Epochs = _epochs,
            TrainingSeconds = training.TotalSeconds,
            SamplesPerSecond = _step > firstStep ? _batches.CountSamples(firstStep, _step) / training.TotalSeconds : 0,
        };
    }

    public void Dispose() => _optimizer.Dispose();

    /// <summary>Takes the steps that are left of the epoch.</summary>
    /// <returns>Whether every loss was finite; after one that was not no step is taken.</returns>
    private bool TrainEpoch(CheckpointKeeper? checkpoints, ITrainingObserver? observer, CancellationToken cancellation)
    {
        long end = (_epoch + 1L) * _batches.PerEpoch;
        while (_step < end)
        {
            if (IsStopped(cancellation))
            {
                checkpoints?.Interrupted(Save);
                throw new OperationCanceledException(cancellation);
            }

            (ReadOnlyMemory<T> features, ReadOnlyMemory<int> labels) = _batches.At(_step);
            double value = _parts is null ? TakeStep(features, labels) : TakeParts(_parts, features, labels);
            _lossSum += value * labels.Length;
            if (!double.IsFinite(value))
            {
                return false;
            }

            _step++;
            observer?.OnStep(_step, value);
        }

        return true;
    }

    /// <summary>Whether any rank was stopped; all find it in the same step.</summary>
    private bool IsStopped(CancellationToken cancellation)
    {
        Span<double> isStopped = [cancellation.IsCancellationRequested ? 1 : 0];
        _optimizer.Optimizer.Communicator?.Sum(isStopped);
        return isStopped[0] > 0;
    }

    /// <summary>Steps over a batch, unless its loss is not finite.</summary>
    private double TakeStep(ReadOnlyMemory<T> features, ReadOnlyMemory<int> labels)
    {
        Variable<T> loss = LossOf(features, labels, _step);
        double value = double.CreateChecked(loss.Item());
        if (double.IsFinite(value))
        {
            loss.Backward();
            SetRates();
            _optimizer.Optimizer.Step();
        }

        return value;
    }

    private double TakeParts(MicroBatchStep<T> parts, ReadOnlyMemory<T> features, ReadOnlyMemory<int> labels)
    {
        SetRates();
        int width = _data.FeatureCount;
        return parts.Take(labels.Length, (part, samples) => LossOf(
            features[(samples.Start.Value * width)..(samples.End.Value * width)],
            labels[samples],
            (_step * (_config.MicroBatches ?? 1)) + part));
    }

    /// <summary>The mean loss of samples.</summary>
    /// <param name="features">Their features.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="number">The number of the batch in the training, which decides what is dropped.</param>
    private Variable<T> LossOf(ReadOnlyMemory<T> features, ReadOnlyMemory<int> labels, long number)
    {
        Variable<T> input = Variable<T>.Constant(features, labels.Length, _data.FeatureCount);
        return _network.Forward(input, _network.HasDropout ? Streams.Dropout(_config.Seed, number) : null).CrossEntropy(labels.Span);
    }

    private void SetRates()
    {
        double multiplier = _course.At(_step);
        try
        {
            _optimizer.SetMultiplier(multiplier);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new InputException($"the schedule {_config.Schedule.Name} makes the learning rate infinite in step {_step + 1}; lower --factor or --epochs", exception);
        }

        if (_course.Momentum is Schedule momentum)
        {
            _optimizer.SetMomentum!(momentum.At(_step));
        }
    }

    private bool IsEvaluated(bool isFinite) => !isFinite || _epoch + 1 == _config.Epochs || (_epoch + 1) % _config.EvaluateEvery == 0;

    private EpochRecord Evaluate()
    {
        using IDisposable? evaluation = _optimizer.Evaluate();
        Evaluation test = Evaluation.Of(_network, _data.Test);
        Evaluation? validation = _data.Validation is null ? null : Evaluation.Of(_network, _data.Validation);
        return new EpochRecord
        {
            Epoch = _epoch + 1,
            Steps = _step,
            Multiplier = _course.At(Math.Max(_step - 1, 0)),
            TrainingLoss = _lossSum / _data.Training.Count,
            ValidationLoss = validation?.Loss,
            ValidationAccuracy = validation?.Accuracy,
            TestLoss = test.Loss,
            TestAccuracy = test.Accuracy,
            WeightNorm = WeightNorm(),
        };
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

    /// <summary>Goes on to the next epoch, or says how the training ends.</summary>
    private TrainingOutcome? FinishEpoch(EpochRecord? evaluated, bool isFinite)
    {
        if (!isFinite || !double.IsFinite(evaluated?.TestLoss ?? 0))
        {
            return TrainingOutcome.Diverged;
        }

        double loss = evaluated?.ValidationLoss ?? (_lossSum / _data.Training.Count);
        _epoch++;
        _lossSum = 0;
        _course.Plateau?.Report(loss);
        _epochsSinceBest = loss < _bestLoss ? 0 : _epochsSinceBest + 1;
        _bestLoss = Math.Min(_bestLoss, loss);
        return FindEnd();
    }

    /// <summary>How the training ends after the epochs that are done; null where it goes on.</summary>
    private TrainingOutcome? FindEnd() =>
        _epoch == _config.Epochs ? TrainingOutcome.Completed
        : _epochsSinceBest >= _config.EarlyStop ? TrainingOutcome.StoppedEarly
        : null;

    /// <summary>Goes over to another number of epochs than before.</summary>
    private void Replan(TrainingConfig before)
    {
        if (_outcome is TrainingOutcome.Diverged or TrainingOutcome.StoppedEarly)
        {
            string end = _outcome == TrainingOutcome.Diverged ? $"diverged in epoch {_epoch + 1}" : $"stopped early after {Phrase.Counted(_epoch, "epoch")}";
            throw new InputException($"--epochs cannot extend this training: it {end}; start a new one with other options");
        }

        long begun = (_step + _batches.PerEpoch - 1) / _batches.PerEpoch;
        if (_config.Epochs < begun)
        {
            throw new InputException($"--epochs is {_config.Epochs}, but the training {(begun > _epoch ? "is in" : "has finished")} epoch {begun}; give at least {begun}");
        }

        if (_config.EvaluateEvery > 1)
        {
            throw new InputException($"--epochs cannot change: the training is evaluated every {_config.EvaluateEvery} epochs, and which ones depends on their number");
        }

        _outcome = FindEnd();
        _planChange = PlanChange.Find((before, ScheduleCatalog.Make(before.Schedule, (long)before.Epochs * _batches.PerEpoch, _batches.PerEpoch)), (_config, _course), _step, _batches.PerEpoch);
        if (_planChange is { ReachesBack: true })
        {
            _earlierPlans = [.. _earlierPlans ?? [], new EarlierPlan(before.Epochs, _step)];
        }
    }
}
