namespace Eden.Lab.Recordings;

/// <summary>
/// A recording of the experiment of four models: a linear layer with one output and no bias, <c>loss = (sum of outputs)²</c>,
/// one optimizer step per epoch on inputs that all models share. Format <c>four-model-experiment/1</c>.
/// </summary>
internal sealed record ExperimentRecording : RunRecording
{
    /// <summary>The format's name and version.</summary>
    public const string FormatName = "four-model-experiment/1";

    public override string Format => FormatName;

    /// <summary>The seed of the start and the inputs; absent where the file does not say.</summary>
    public ulong? Seed { get; init; }

    public required double LearningRate { get; init; }

    /// <summary>β₁ of all models.</summary>
    public required double Beta1 { get; init; }

    /// <summary>β₂ of all models.</summary>
    public required double Beta2 { get; init; }

    /// <summary>ε of all models.</summary>
    public required double Epsilon { get; init; }

    /// <summary>The weight decay by model: of AdamW, inside Adam, or times half the squared weights in the loss.</summary>
    public required IReadOnlyDictionary<string, double> WeightDecay { get; init; }

    /// <summary>The weights that all models start from, one per input feature.</summary>
    public required IReadOnlyList<double> Initial { get; init; }

    /// <summary>The epochs in order, at least one.</summary>
    public required IReadOnlyList<ExperimentEpoch> Epochs { get; init; }

    /// <summary>Reads a recording of this format.</summary>
    /// <exception cref="InputException">The content is not a sound recording of this format.</exception>
    public static ExperimentRecording Parse(Stream stream, string source, CancellationToken cancellation = default)
    {
        Recording recording = RecordingFile.Parse(stream, source, cancellation);
        return recording as ExperimentRecording ?? throw RecordingError.At(source, "format", $"expected '{FormatName}', found '{recording.Format}'");
    }
}

/// <summary>The four models of the experiment, by their names in recordings.</summary>
internal static class ExperimentModels
{
    /// <summary>Adam without any decay.</summary>
    public const string Adam = "Adam";

    /// <summary>Adam with decoupled decay.</summary>
    public const string AdamW = "AdamW";

    /// <summary>Adam with the weight decay inside the optimizer: an L2 penalty on the gradient.</summary>
    public const string AdamWithL2 = "Adam+L2";

    /// <summary>Adam with half the decay times the squared weights added to the loss.</summary>
    public const string AdamWithL2InLoss = "Adam+L2InLoss";

    /// <summary>All of them, in the order of recordings.</summary>
    public static IReadOnlyList<string> All { get; } = [Adam, AdamW, AdamWithL2, AdamWithL2InLoss];
}

/// <summary>One epoch of the experiment.</summary>
/// <param name="Input">The inputs, one row per sample and one column per feature, row-major.</param>
/// <param name="Models">What happened to each model, by the names of <see cref="ExperimentModels"/>.</param>
internal sealed record ExperimentEpoch(IReadOnlyList<double> Input, IReadOnlyDictionary<string, ExperimentStep> Models);

/// <summary>One epoch of one model.</summary>
/// <param name="Loss">The loss before the step.</param>
/// <param name="Weight">The weights after the step.</param>
internal sealed record ExperimentStep(double Loss, IReadOnlyList<double> Gradient, IReadOnlyList<double> Weight);
