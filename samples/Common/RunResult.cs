using System.Reflection;
using System.Runtime.InteropServices;

namespace Eden.Samples;

/// <summary>What a training gave, as <c>eden report</c> draws it.</summary>
internal sealed record RunResult
{
    public string Format { get; init; } = "eden-run/1";

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

    public required IReadOnlyList<RunPoint> Points { get; init; }

    /// <summary>What a language model wrote at the end.</summary>
    public string? Text { get; init; }

    public RunStamp Stamp { get; init; } = new();
}

/// <summary>A training at an evaluation.</summary>
internal sealed record RunPoint
{
    /// <summary>The steps taken.</summary>
    public required long Step { get; init; }

    /// <summary>The mean loss of the steps since the point before, each taken before its step.</summary>
    public required double TrainingLoss { get; init; }

    public required double ValidationLoss { get; init; }

    /// <summary>The share of the validation data that is classified rightly; null where there are no classes.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>The seconds in steps since the start, evaluations left out.</summary>
    public required double Seconds { get; init; }

    /// <summary>The seconds of these in the optimizer.</summary>
    public required double OptimizerSeconds { get; init; }
}

/// <summary>What ran.</summary>
internal sealed record RunStamp
{
    public string Eden { get; init; } = VersionOf(typeof(AdamWOptions));

    public string TorchSharp { get; init; } = VersionOf(typeof(global::TorchSharp.torch));

    public string Runtime { get; init; } = RuntimeInformation.FrameworkDescription;

    public int Processors { get; init; } = Environment.ProcessorCount;

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
