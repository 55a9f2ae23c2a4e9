using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Eden.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Eden.Samples;

/// <summary>Trains a model step by step, prints how it goes, and saves it so that it can go on bit for bit.</summary>
internal sealed class TrainingRun
{
    private const string PointsNote = "points";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly ITask _task;
    private readonly RunOptions _options;
    private readonly OptimizerHelper _optimizer;
    private readonly TorchTrainingState _state;
    private readonly Schedule _schedule;
    private readonly List<RunPoint> _points = [];

    public TrainingRun(ITask task, RunOptions options, OptimizerHelper optimizer)
    {
        (_task, _options, _optimizer) = (task, options, optimizer);
        _state = new(task.Model, optimizer);

        // Seven steps of a hundred rise, the others fall to a tenth along a cosine; schedule-free stays.
        long warmUp = options.Steps * 7 / 100;
        _schedule = (options.Optimizer == "schedule-free" ? Schedule.Constant(1) : Schedule.Cosine(options.Steps - warmUp, 0.1)).WarmUpFromFirstStep(warmUp);
        if (File.Exists(options.Checkpoint))
        {
            _state.Load(options.Checkpoint);
            _points = JsonSerializer.Deserialize<List<RunPoint>>(_state.Notes[PointsNote], Json)!;
        }
    }

    /// <summary>Trains up to the last step.</summary>
    /// <param name="output">Takes a line for each evaluation.</param>
    public IReadOnlyList<RunPoint> Go(TextWriter output)
    {
        _task.Model.train();
        output.WriteLine($"{_task.Description}, {_task.Model.parameters().Sum(weight => weight.numel()):N0} parameters; {_task.Data}; {_options.Optimizer}");
        if (_state.Step > 0)
        {
            output.WriteLine($"goes on at step {_state.Step}");
        }

        while (_state.Step < (_options.Until ?? _options.Steps))
        {
            Advance(Math.Min(_options.Every, _options.Steps - _state.Step));
            output.WriteLine(Line());
            if (_options.Checkpoint is string file)
            {
                _state.Notes[PointsNote] = JsonSerializer.Serialize(_points, Json);
                _state.Save(file);
            }
        }

        return _points;
    }

    /// <summary>Puts the model where its optimizer wants it evaluated, until the result is disposed.</summary>
    public IDisposable? BeginEvaluation() => (_optimizer as FusedOptimizer)?.Evaluate();

    /// <summary>Writes the result.</summary>
    public void Write(string file, string program, string? text)
    {
        RunResult result = new()
        {
            Program = program,
            Model = _task.Description,
            Data = _task.Data,
            Optimizer = _options.Optimizer,
            LearningRate = _optimizer.ParamGroups.First().InitialLearningRate,
            Parameters = _task.Model.parameters().Sum(weight => weight.numel()),
            Batch = _options.Batch,
            Steps = _options.Steps,
            Seed = _options.Seed,
            Items = _task.Items,
            ItemsPerStep = _task.ItemsPerStep,
            Points = _points,
            Text = text,
        };
        File.WriteAllText(file, JsonSerializer.Serialize(result, Json) + "\n");
    }

    private void Advance(long steps)
    {
        double loss = 0;
        TimeSpan all = default, inOptimizer = default;
        for (long done = 0; done < steps; done++)
        {
            long start = Stopwatch.GetTimestamp();
            using DisposeScope scope = NewDisposeScope();
            loss += Step(ref inOptimizer);
            all += Stopwatch.GetElapsedTime(start);
        }

        _task.Model.eval();
        Evaluation evaluation = Evaluate();
        _task.Model.train();
        RunPoint? last = _points.LastOrDefault();
        _points.Add(new()
        {
            Step = _state.Step,
            TrainingLoss = loss / steps,
            ValidationLoss = evaluation.Loss,
            ValidationAccuracy = evaluation.Accuracy,
            Seconds = (last?.Seconds ?? 0) + all.TotalSeconds,
            OptimizerSeconds = (last?.OptimizerSeconds ?? 0) + inOptimizer.TotalSeconds,
        });
    }

    private float Step(ref TimeSpan inOptimizer)
    {
        foreach (optim.ILearningRateController group in _optimizer.ParamGroups)
        {
            group.LearningRate = group.InitialLearningRate * _schedule.At(_state.Step);
        }

        // Dropout is a function of the step too.
        random.manual_seed((_options.Seed * 1_000_003) + _state.Step);
        _optimizer.zero_grad();
        Tensor loss = _task.Loss(_state.Step);
        loss.backward();
        long start = Stopwatch.GetTimestamp();
        _optimizer.step();
        inOptimizer += Stopwatch.GetElapsedTime(start);
        _state.Step++;
        return loss.item<float>();
    }

    private Evaluation Evaluate()
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable? evaluation = BeginEvaluation();
        return _task.Evaluate();
    }

    private string Line()
    {
        RunPoint point = _points[^1], before = _points.Count > 1 ? _points[^2] : new() { Step = 0, TrainingLoss = 0, ValidationLoss = 0, Seconds = 0, OptimizerSeconds = 0 };
        double seconds = point.Seconds - before.Seconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"step {point.Step,5}  loss {point.TrainingLoss:F4}  validation {point.ValidationLoss:F4}{(point.ValidationAccuracy is double share ? $" ({share:P2})" : "")}  {(point.Step - before.Step) * _task.ItemsPerStep / seconds:N0} {_task.Items}/s, optimizer {(point.OptimizerSeconds - before.OptimizerSeconds) / seconds:P1}");
    }
}
