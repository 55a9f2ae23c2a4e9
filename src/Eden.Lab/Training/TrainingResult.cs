using System.Text.Json.Serialization;

namespace Eden.Lab.Training;

internal enum TrainingOutcome
{
    /// <summary>After all its epochs.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>Earlier, because the validation loss had stopped falling.</summary>
    [JsonStringEnumMemberName("stopped-early")]
    StoppedEarly,

    /// <summary>Earlier, because a loss was infinite or NaN.</summary>
    [JsonStringEnumMemberName("diverged")]
    Diverged,
}

/// <summary>What a training gave: everything that a screen or a file shows.</summary>
internal sealed record TrainingResult
{
    /// <summary>The name and version of this record's form.</summary>
    public string Format { get; init; } = "eden-train/1";

    /// <summary>What was run.</summary>
    public required TrainingConfig Config { get; init; }

    /// <summary>The numbers of epochs that its schedule was made for before, where it goes on with another one and the schedule
    /// depends on it; <see langword="null"/> else.</summary>
    public IReadOnlyList<EarlierPlan>? EarlierPlans { get; init; }

    public required RunStamp Stamp { get; init; }

    public required string DataName { get; init; }

    public required int TrainingSamples { get; init; }

    /// <summary>The samples of the validation part; 0 where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ValidationSamples { get; init; }

    public required int TestSamples { get; init; }

    /// <summary>What is likely a mistake in the data, a line each.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string> Warnings { get; init => field = value ?? []; } = [];

    /// <summary>The parameters of the model, element by element.</summary>
    public required long Parameters { get; init; }

    public required TrainingOutcome Outcome { get; init; }

    public required long Steps { get; init; }

    /// <summary>The epochs that were evaluated, first to last; the last one may be unfinished where the training
    /// diverged.</summary>
    public required IReadOnlyList<EpochRecord> Epochs { get; init; }

    /// <summary>The epoch with the least validation loss, which is what early stop watches. <see langword="null"/> without a
    /// validation part: the test part chooses no epoch.</summary>
    public int? BestEpoch => EpochRecord.BestOf(Epochs)?.Epoch;

    /// <summary>The time of this process in steps, evaluations left out.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary>The samples per second of that time.</summary>
    public required double SamplesPerSecond { get; init; }
}

internal sealed record EpochRecord
{
    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The steps taken since the start.</summary>
    public required long Steps { get; init; }

    /// <summary>The multiplier of the learning rate in the last step.</summary>
    public required double Multiplier { get; init; }

    /// <summary>The mean loss over the samples, each taken when its step came.</summary>
    public required double TrainingLoss { get; init; }

    /// <summary>The loss on the validation part after the epoch; <see langword="null"/> where there is none.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>The share of the validation part that is classified rightly.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>The loss on the test part after the epoch.</summary>
    public required double TestLoss { get; init; }

    /// <summary>The share of the test part that is classified rightly.</summary>
    public required double TestAccuracy { get; init; }

    /// <summary>The 2-norm of all weights together, biases left out.</summary>
    public required double WeightNorm { get; init; }

    /// <summary>The one with the least validation loss; <see langword="null"/> where none has any.</summary>
    internal static EpochRecord? BestOf(IEnumerable<EpochRecord> epochs) =>
        epochs.Where(epoch => epoch.ValidationLoss is double loss && double.IsFinite(loss)).MinBy(epoch => epoch.ValidationLoss);
}
