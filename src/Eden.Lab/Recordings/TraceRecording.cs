namespace Eden.Lab.Recordings;

/// <summary>
/// A recording of one optimizer that was fed given gradients, so that nothing amplifies rounding. Format
/// <c>optimizer-trace/1</c>.
/// </summary>
public sealed record TraceRecording : RunRecording
{
    /// <summary>The format's name and version.</summary>
    public const string FormatName = "optimizer-trace/1";

    /// <inheritdoc/>
    public override string Format => FormatName;

    /// <summary>The optimizer by PyTorch's name.</summary>
    public required string Optimizer { get; init; }

    /// <summary>The groups of parameters.</summary>
    public required IReadOnlyList<RecordedGroup> Groups { get; init; }

    /// <summary>The parameters, each in exactly one group.</summary>
    public required IReadOnlyList<RecordedParameter> Parameters { get; init; }

    /// <summary>The steps in order, at least one.</summary>
    public required IReadOnlyList<TraceStep> Steps { get; init; }

    /// <summary>What the optimizer remembered of each parameter in the end, by PyTorch's names and in the order of
    /// <see cref="Parameters"/>; single numbers are arrays of one. Empty where it kept nothing.</summary>
    public required IReadOnlyList<IReadOnlyDictionary<string, double[]>> FinalState { get; init; }
}

/// <summary>One step. Arrays are in the order of the recording's groups and parameters.</summary>
/// <param name="LearningRates">The learning rate of each group.</param>
/// <param name="Gradients">The gradient of each parameter, null where it has none.</param>
/// <param name="Parameters">The values of each parameter after the step.</param>
public sealed record TraceStep(double[] LearningRates, double[]?[] Gradients, double[][] Parameters);
