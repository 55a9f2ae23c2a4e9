namespace Eden.Lab.Report;

/// <summary>A training of one of samples/, which write such files.</summary>
internal sealed record RunResult
{
    public required string Format { get; init; }

    public required string Program { get; init; }

    public required string Model { get; init; }

    public required string Data { get; init; }

    public required string Optimizer { get; init; }

    public required double LearningRate { get; init; }

    public required long Parameters { get; init; }

    public required int Batch { get; init; }

    /// <summary>The steps that the schedule was made for.</summary>
    public required long Steps { get; init; }

    public required long Seed { get; init; }

    /// <summary>What is counted: tokens, images.</summary>
    public required string Items { get; init; }

    public required int ItemsPerStep { get; init; }

    /// <summary>The evaluations, first to last.</summary>
    public required IReadOnlyList<RunPoint> Points { get; init; }

    /// <summary>What a language model wrote at the end; <see langword="null"/> for other models.</summary>
    public string? Text { get; init; }

    public required RunVersions Stamp { get; init; }
}

/// <summary>A training at an evaluation.</summary>
internal sealed record RunPoint
{
    /// <summary>The steps taken.</summary>
    public required long Step { get; init; }

    /// <summary>The mean loss of the steps since the point before.</summary>
    public required double TrainingLoss { get; init; }

    public required double ValidationLoss { get; init; }

    /// <summary>The share that is classified rightly; <see langword="null"/> where there are no classes.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>The seconds in steps since the start.</summary>
    public required double Seconds { get; init; }

    /// <summary>The seconds of these in the optimizer.</summary>
    public required double OptimizerSeconds { get; init; }
}

/// <summary>What ran.</summary>
internal sealed record RunVersions(string Eden, string TorchSharp, string Runtime, int Processors);
