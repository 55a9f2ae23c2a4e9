using System.Text.Json.Serialization;

namespace Eden.Lab.PyTorch;

/// <summary>What <see cref="PyTorchRecorder.RecordExperimentAsync"/> runs: a linear layer of <see cref="InFeatures"/> inputs
/// and one output without bias, one step per input, loss = (sum of outputs)², trained by Adam, AdamW, Adam with L2 in the
/// optimizer and Adam with L2 in the loss.</summary>
internal sealed record ExperimentRequest
{
    /// <summary>The type of weights and inputs, <c>float32</c> or <c>float64</c>.</summary>
    [JsonPropertyName("dtype")]
    public required string ElementType { get; init; }

    [JsonPropertyName("lr")]
    public required double LearningRate { get; init; }

    /// <summary>λ of AdamW's decay and of both L2 penalties.</summary>
    [JsonPropertyName("weight_decay")]
    public required double WeightDecay { get; init; }

    [JsonPropertyName("betas")]
    public required IReadOnlyList<double> Betas { get; init; }

    /// <summary>ε, added to the root of the second moment.</summary>
    [JsonPropertyName("eps")]
    public required double Epsilon { get; init; }

    /// <summary>The weight that every model starts from, <see cref="InFeatures"/> values.</summary>
    [JsonPropertyName("initial")]
    public required IReadOnlyList<double> Initial { get; init; }

    /// <summary>For each epoch its input, <see cref="Batch"/> rows of <see cref="InFeatures"/> values one after the
    /// other.</summary>
    [JsonPropertyName("inputs")]
    public required IReadOnlyList<IReadOnlyList<double>> Inputs { get; init; }

    /// <summary>The rows of an input.</summary>
    [JsonPropertyName("batch")]
    public required int Batch { get; init; }

    /// <summary>The columns of an input.</summary>
    [JsonPropertyName("in_features")]
    public required int InFeatures { get; init; }

    /// <summary>The seed that start and inputs came from. It is copied into the recording, nothing is drawn from it.</summary>
    [JsonPropertyName("seed")]
    public required ulong Seed { get; init; }
}

/// <summary>What the recorder's verb <c>probe</c> prints.</summary>
internal sealed record ProbeReply
{
    [JsonPropertyName("torch")]
    public required string Torch { get; init; }
}

[JsonSerializable(typeof(ExperimentRequest))]
[JsonSerializable(typeof(ProbeReply))]
internal sealed partial class RecorderJson : JsonSerializerContext;
