using Eden.Lab.Data;
using Eden.Lab.Models;
using Eden.Lab.Statistics;
using Eden.Lab.Training;

namespace Eden.Lab.Claims;

/// <summary>Trainings on real data with Adam + L2 and with AdamW, of equal λ, over seeds: a seed gives both the same start and
/// the same order of samples.</summary>
internal sealed class TrainingEvidence
{
    private static readonly double[] AllLambdas = [0.001, 0.01, 0.1, 1];

    private readonly TrainingResult[,] _withL2;
    private readonly TrainingResult[,] _withDecay;

    private TrainingEvidence(TrainingPlan plan, int seeds)
    {
        Plan = plan;
        _withL2 = new TrainingResult[AllLambdas.Length, seeds];
        _withDecay = new TrainingResult[AllLambdas.Length, seeds];
    }

    /// <summary>The values of λ.</summary>
    public static IReadOnlyList<double> Lambdas => AllLambdas;

    /// <summary>What was trained.</summary>
    public TrainingPlan Plan { get; }

    public string DataName => _withL2[0, 0].DataName;

    public static TrainingEvidence Run(TrainingPlan plan, ClassificationData<float> data, int seeds, CancellationToken cancellation)
    {
        TrainingEvidence evidence = new(plan, seeds);
        ParallelOptions cores = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, 2 * AllLambdas.Length * seeds, cores, run =>
        {
            int lambda = run / (2 * seeds);
            int seed = run / 2 % seeds;
            (TrainingResult[,] results, string optimizer, string setting) = run % 2 == 0 ? (evidence._withL2, "adam", "l2") : (evidence._withDecay, "adamw", "weight-decay");
            TrainingConfig config = plan.ConfigOf(optimizer, setting, AllLambdas[lambda], (ulong)seed);
            results[lambda, seed] = Trainer.Run(config, data, cancellation: cancellation);
        });
        return evidence;
    }

    /// <summary>The mean over seeds of something about a λ.</summary>
    public MeanInterval MeanOf(bool decoupled, int lambda, Func<EpochRecord, double> quantity) =>
        MeanInterval.Of([.. Rows(decoupled ? _withDecay : _withL2, lambda).Select(result => quantity(result.Epochs[^1]))]);

    /// <summary>The mean over seeds of what AdamW has more than Adam + L2.</summary>
    public MeanInterval MeanDifference(int lambda, Func<EpochRecord, double> quantity) =>
        MeanInterval.Of([.. Rows(_withDecay, lambda).Zip(Rows(_withL2, lambda), (decayed, penalised) => quantity(decayed.Epochs[^1]) - quantity(penalised.Epochs[^1]))]);

    private static IEnumerable<TrainingResult> Rows(TrainingResult[,] results, int lambda) =>
        Enumerable.Range(0, results.GetLength(1)).Select(seed => results[lambda, seed]);
}

/// <summary>What <see cref="TrainingEvidence"/> trains.</summary>
/// <param name="Hidden">The width of the hidden layer.</param>
/// <param name="LearningRate">The learning rate, constant.</param>
internal sealed record TrainingPlan(DataConfig Data, int Hidden, int Epochs, double LearningRate)
{
    public static TrainingPlan Digits { get; } = new(new DataConfig(), 32, 30, 0.003);

    /// <summary>Data of the user's: larger, so fewer epochs.</summary>
    public static TrainingPlan For(string source) => new(new DataConfig { Source = source }, 128, 3, 0.001);

    public TrainingConfig ConfigOf(string optimizer, string setting, double lambda, ulong seed) => new()
    {
        Data = Data,
        Model = new ModelConfig { Hidden = [Hidden] },
        Optimizer = new OptimizerConfig { Name = optimizer }.With("lr", LearningRate).With(setting, lambda),
        Epochs = Epochs,
        Seed = seed,
    };
}
