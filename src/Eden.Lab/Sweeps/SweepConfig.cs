using Eden.Lab.Data;
using Eden.Lab.Models;
using Eden.Lab.Training;

namespace Eden.Lab.Sweeps;

/// <summary>Many trainings that differ in learning rate, decay, optimizer and seed.</summary>
internal sealed record SweepConfig
{
    public const int MostRuns = 1_000_000;

    /// <summary>What all runs have in common; learning rate, decay, optimizer and seed are the sweep's.</summary>
    public required TrainingConfig Training { get; init; }

    public required IReadOnlyList<SweepArm> Arms { get; init; }

    public required SweepAxis LearningRate { get; init; }

    /// <summary>How many seeds each point is run with, from <see cref="FirstSeed"/> on.</summary>
    public required int Seeds { get; init; }

    /// <summary>The first seed. Default 0.</summary>
    public ulong FirstSeed { get; init; }

    /// <summary>How many points of each map are drawn at random; <see langword="null"/>, the default, takes the grid of all.</summary>
    public int? Samples { get; init; }

    /// <summary>The seed of the points that are drawn. Default 0.</summary>
    public ulong SampleSeed { get; init; }

    /// <summary>The default sweep: Adam with L2 beside AdamW on the digits, a fifth of them to learn from, so that decay
    /// matters.</summary>
    public static SweepConfig Digits { get; } = new()
    {
        Training = new TrainingConfig
        {
            Data = new DataConfig { TestShare = 0.8 },
            Model = new ModelConfig { Hidden = [64] },
            Schedule = new ScheduleConfig { Name = "cosine" },
            Batch = 32,
            Epochs = 100,
            EvaluateEvery = 100,
        },
        Arms =
        [
            new SweepArm { Name = "adam-l2", Decay = new SweepAxis(1e-6, 0.1, 8) },
            new SweepArm { Name = "adamw", Decay = new SweepAxis(1e-4, 10, 8) },
        ],
        LearningRate = new SweepAxis(1e-4, 1e-1, 8),
        Seeds = 5,
    };

    /// <summary>The same on Fashion-MNIST.</summary>
    public static SweepConfig Paper { get; } = Digits with
    {
        Training = new TrainingConfig
        {
            Data = new DataConfig { Source = DataConfig.FashionMnist },
            Model = new ModelConfig { Hidden = [128] },
            Schedule = new ScheduleConfig { Name = "cosine" },
            Batch = 64,
            Epochs = 10,
            EvaluateEvery = 10,
        },
        Seeds = 3,
    };

    /// <summary>Whether the validation part chooses the best point of a map. Without one the test part does, so the best point looks better
    /// than it is.</summary>
    internal bool Validates => Training.Data.ValidationShare > 0;

    internal IReadOnlyList<SweepPoint> PointsOf(SweepArm arm)
    {
        if (Samples is not int count)
        {
            return [.. LearningRate.Grid().SelectMany(rate => arm.Decay.Grid().Select(decay => new SweepPoint(rate, decay)))];
        }

        Xoshiro256 random = new(SampleSeed);
        return [.. Enumerable.Range(0, count).Select(_ => new SweepPoint(LearningRate.Sample(random), arm.Decay.Sample(random)))];
    }

    /// <summary>All runs, seed by seed, so that an unfinished sweep has whole maps of the first seeds.</summary>
    internal IReadOnlyList<SweepRun> Runs()
    {
        List<SweepRun> runs = [];
        for (int seed = 0; seed < Seeds; seed++)
        {
            foreach (SweepArm arm in Arms)
            {
                foreach (SweepPoint point in PointsOf(arm))
                {
                    runs.Add(new SweepRun(runs.Count, arm, point, FirstSeed + (ulong)seed));
                }
            }
        }

        return runs;
    }

    /// <exception cref="InputException">Something is out of range, unknown or contradictory.</exception>
    internal void Validate()
    {
        if (Arms.Count == 0 || Arms.Select(arm => arm.Name).Distinct(StringComparer.Ordinal).Count() < Arms.Count)
        {
            throw new InputException("a sweep needs at least one optimizer, and each only once");
        }

        LearningRate.Validate("--lr");
        foreach (SweepArm arm in Arms)
        {
            arm.Decay.Validate($"--{SweepArm.SettingOf(SweepArm.DecayOf(arm.Name))}");
            (Training with { Optimizer = arm.Configure(Training.Optimizer, LearningRate.From, arm.Decay.From) }).Validate();
        }

        if (Seeds < 1 || Samples is < 1)
        {
            throw new InputException($"a sweep has {Seeds} seeds{(Samples is int samples ? $" and {samples} samples" : "")}; it needs at least 1");
        }

        Int128 runs = (Int128)Seeds * Arms.Sum(arm => Samples ?? ((long)LearningRate.Count * arm.Decay.Count));
        if (runs > MostRuns)
        {
            throw new InputException($"the sweep has {runs} runs; {MostRuns} is the most");
        }
    }
}

internal readonly record struct SweepPoint(double LearningRate, double Decay);

/// <summary>One run of a sweep.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Point">Its place there.</param>
internal sealed record SweepRun(int Index, SweepArm Arm, SweepPoint Point, ulong Seed)
{
    public TrainingConfig Configure(TrainingConfig shared) => shared with { Optimizer = Arm.Configure(shared.Optimizer, Point.LearningRate, Point.Decay), Seed = Seed };
}
