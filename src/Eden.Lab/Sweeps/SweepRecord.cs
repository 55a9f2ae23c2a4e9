using System.Text.Json.Serialization;
using Eden.Lab.Training;

namespace Eden.Lab.Sweeps;

/// <summary>How a run of a sweep ended.</summary>
internal enum RunOutcome
{
    /// <summary>It was trained to its end.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>A loss was infinite or NaN.</summary>
    [JsonStringEnumMemberName("diverged")]
    Diverged,

    /// <summary>It could not be run.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>What a run of a sweep gave. It holds no time, so that an interrupted sweep ends with the same records.</summary>
internal sealed record SweepRecord
{
    /// <summary>The number of the run, from 0.</summary>
    public required int Run { get; init; }

    /// <summary>The map: <see cref="SweepArm.Name"/>.</summary>
    public required string Optimizer { get; init; }

    public required double LearningRate { get; init; }

    public required double Decay { get; init; }

    public required ulong Seed { get; init; }

    public required RunOutcome Outcome { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>The mean loss of the last epoch over the training part.</summary>
    public double? TrainingLoss { get; init; }

    /// <summary>The loss on the validation part at the end; <see langword="null"/> where there is none.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>The share of the validation part that is classified rightly at the end.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>The loss on the test part at the end.</summary>
    public double? TestLoss { get; init; }

    /// <summary>The share of the test part that is classified rightly at the end.</summary>
    public double? TestAccuracy { get; init; }

    /// <summary>The 2-norm of all weights at the end.</summary>
    public double? WeightNorm { get; init; }

    /// <summary>Whether it is the record of a run, with the numbers that a run of its outcome has.</summary>
    internal bool IsOf(SweepRun run, bool validates) =>
        Run == run.Index && Optimizer == run.Arm.Name && LearningRate == run.Point.LearningRate && Decay == run.Point.Decay && Seed == run.Seed
        && (Outcome != RunOutcome.Completed || (TestAccuracy is not null && TestLoss is not null && WeightNorm is not null && ValidationAccuracy.HasValue == validates));

    internal static SweepRecord Of(SweepRun run, TrainingResult result)
    {
        EpochRecord last = result.Epochs[^1];
        bool isDiverged = result.Outcome == TrainingOutcome.Diverged;
        return Of(run, isDiverged ? RunOutcome.Diverged : RunOutcome.Completed) with
        {
            TrainingLoss = last.TrainingLoss,
            ValidationLoss = last.ValidationLoss,
            ValidationAccuracy = last.ValidationAccuracy,
            TestLoss = last.TestLoss,
            TestAccuracy = last.TestAccuracy,
            WeightNorm = last.WeightNorm,
        };
    }

    internal static SweepRecord OfFailure(SweepRun run, string error) => Of(run, RunOutcome.Failed) with { Error = error };

    private static SweepRecord Of(SweepRun run, RunOutcome outcome) => new()
    {
        Run = run.Index,
        Optimizer = run.Arm.Name,
        LearningRate = run.Point.LearningRate,
        Decay = run.Point.Decay,
        Seed = run.Seed,
        Outcome = outcome,
    };
}
