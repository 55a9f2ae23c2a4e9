namespace Eden.Lab.Recordings;

/// <summary>
/// A recording of one optimizer that was fed given gradients, so that nothing amplifies rounding. Format
/// <c>optimizer-trace/1</c> or <c>optimizer-trace/2</c>.
/// </summary>
internal sealed record TraceRecording : RunRecording
{
    /// <summary>The format's name and version.</summary>
    public const string FormatName = "optimizer-trace/1";

    /// <summary>The name of the second version: sparse gradients, and state of any shape.</summary>
    public const string FormatName2 = "optimizer-trace/2";

    public override string Format => IsSecond ? FormatName2 : FormatName;

    /// <summary>Whether the format is the second version.</summary>
    public bool IsSecond { get; init; }

    /// <summary>The optimizer by PyTorch's name.</summary>
    public required string Optimizer { get; init; }

    public required IReadOnlyList<RecordedGroup> Groups { get; init; }

    /// <summary>The parameters, each in exactly one group.</summary>
    public required IReadOnlyList<RecordedParameter> Parameters { get; init; }

    /// <summary>The steps in order, at least one.</summary>
    public required IReadOnlyList<TraceStep> Steps { get; init; }

    /// <summary>What the optimizer remembered of each parameter in the end, by PyTorch's names and in the order of
    /// <see cref="Parameters"/>. An item of a list has the list's name and its index: <c>GG[0]</c>. Empty where the optimizer kept
    /// nothing.</summary>
    public required IReadOnlyList<IReadOnlyDictionary<string, RecordedState>> FinalState { get; init; }
}

/// <summary>One step. Arrays are in the order of the recording's groups and parameters.</summary>
/// <param name="Gradients">The gradient of each parameter, null where it has none.</param>
/// <param name="Parameters">The values of each parameter after the step.</param>
internal sealed record TraceStep(double[] LearningRates, RecordedGradient?[] Gradients, double[][] Parameters);

/// <summary>A gradient.</summary>
/// <param name="Values">Its numbers, row-major.</param>
/// <param name="Rows">The rows that they belong to, where the gradient is sparse: indices of the first dimension. A row may come more
/// than once; its gradient is the sum.</param>
internal sealed record RecordedGradient(double[] Values, IReadOnlyList<int>? Rows = null);

/// <summary>An array of an optimizer's state.</summary>
/// <param name="Shape">The length of each dimension; empty for a number.</param>
/// <param name="Values">Its numbers, row-major.</param>
internal sealed record RecordedState(IReadOnlyList<long> Shape, double[] Values);
