using System.Diagnostics;
using Eden.Autograd;
using Eden.Lab.Data;

namespace Eden.Lab.Claims;

/// <summary>What the steps of <see cref="StepCost"/> take here, and beside them forward and backward of the model. Medians, in
/// seconds; they decide nothing.</summary>
internal sealed class StepTimes : IDisposable
{
    private const int Samples = 15;

    private readonly Sequential<float> _model;
    private readonly Adam<float> _adam;
    private readonly Adam<float> _withL2;
    private readonly AdamW<float> _withDecay;
    private readonly float[] _pixels;

    private StepTimes(Xoshiro256 random)
    {
        _model = new(
            new Linear<float>("0", Digits.Pixels, Width, random),
            new Relu<float>(),
            new Linear<float>("2", Width, Width, random),
            new Relu<float>(),
            new Linear<float>("4", Width, Digits.Classes, random));
        _pixels = [.. Digits.Features[..(Batch * Digits.Pixels)].ToArray().Select(pixel => (float)pixel / 16)];
        foreach (Parameter<float> parameter in _model.Parameters)
        {
            parameter.HasGradient = true;
        }

        // A rate of 0 keeps the weights where they are, so that the three can share them.
        EngineOptions engine = new() { DegreeOfParallelism = 1 };
        _adam = new(_model.Parameters, new AdamOptions { LearningRate = 0 }) { Engine = engine };
        _withL2 = new(_model.Parameters, new AdamOptions { LearningRate = 0, L2Penalty = 0.01 }) { Engine = engine };
        _withDecay = new(_model.Parameters, new AdamWOptions { LearningRate = 0, WeightDecay = 0.01 }) { Engine = engine };
    }

    public const int Batch = 64;

    /// <summary>The width of the hidden layers.</summary>
    public const int Width = 512;

    public double AdamW { get; private set; }

    public double L2InOptimizer { get; private set; }

    public double L2InLoss { get; private set; }

    /// <summary>Forward and backward of the model without any penalty.</summary>
    public double Model { get; private set; }

    /// <summary>What the penalty in the loss allocates, in bytes per parameter.</summary>
    public double PenaltyBytes { get; private set; }

    public long Parameters { get; private set; }

    public static StepTimes Measure(Xoshiro256 random, CancellationToken cancellation)
    {
        using StepTimes times = new(random);
        times.Measure(cancellation);
        return times;
    }

    public void Dispose()
    {
        _adam.Dispose();
        _withL2.Dispose();
        _withDecay.Dispose();
    }

    private void Measure(CancellationToken cancellation)
    {
        Parameters = _model.Parameters.Sum(parameter => parameter.Length);
        Action[] actions = [() => _withDecay.Step(), () => _withL2.Step(), StepWithPenalty, () => Loss().Backward()];
        List<double>[] samples = [.. actions.Select(_ => new List<double>())];
        for (int sample = -3; sample < Samples; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < actions.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                actions[i]();
                if (sample >= 0)
                {
                    samples[i].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                }
            }
        }

        double[] medians = [.. samples.Select(list => list.Order().ElementAt(Samples / 2))];
        (AdamW, L2InOptimizer, L2InLoss, Model) = (medians[0], medians[1], medians[2], medians[3]);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        Penalty().Backward();
        PenaltyBytes = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / Parameters;
    }

    private void StepWithPenalty()
    {
        Penalty().Backward();
        _adam.Step();
    }

    private Variable<float> Penalty()
    {
        Variable<float>? penalty = null;
        foreach (Parameter<float> parameter in _model.Parameters)
        {
            Variable<float> term = 0.005f * Variable<float>.Of(parameter).Square().Sum();
            penalty = penalty is null ? term : penalty + term;
        }

        return penalty!;
    }

    private Variable<float> Loss() => _model.Forward(Variable<float>.Constant(_pixels, Batch, Digits.Pixels)).CrossEntropy(Digits.Labels[..Batch]);
}
