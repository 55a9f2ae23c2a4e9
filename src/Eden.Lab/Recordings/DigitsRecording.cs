namespace Eden.Lab.Recordings;

/// <summary>A recording of a multi-layer perceptron that was trained on the digits set. Format <c>mlp-digits/1</c>.</summary>
internal sealed record DigitsRecording : RunRecording
{
    /// <summary>The format's name and version.</summary>
    public const string FormatName = "mlp-digits/1";

    public override string Format => FormatName;

    /// <summary>The optimizer by PyTorch's name.</summary>
    public required string Optimizer { get; init; }

    /// <summary>The width of the input, of each hidden layer and of the output.</summary>
    public required IReadOnlyList<int> Layers { get; init; }

    /// <summary>The rows per step: step t takes rows (t·batch + i) mod the size of the set, in the order of the file.</summary>
    public required int Batch { get; init; }

    /// <summary>The groups, with options that apply to each of their parameters, the learning rate included.</summary>
    public required IReadOnlyList<RecordedGroup> Groups { get; init; }

    /// <summary>Weight and bias of each layer in turn, as they were before the first step.</summary>
    public required IReadOnlyList<RecordedParameter> Parameters { get; init; }

    /// <summary>The loss of each step, before it is taken; at least one.</summary>
    public required IReadOnlyList<double> Losses { get; init; }

    /// <summary>The values of <see cref="Parameters"/> after the last step.</summary>
    public required IReadOnlyList<double[]> Final { get; init; }
}
