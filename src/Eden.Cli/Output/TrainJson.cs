using System.Text.Json.Serialization;
using Eden.Lab.Training;

namespace Eden.Cli.Output;

/// <summary>The line of an epoch.</summary>
/// <param name="Epochs">The epochs that the training can have.</param>
/// <param name="Epoch">What the epoch gave.</param>
internal sealed record EpochLine(int Epochs, EpochRecord Epoch)
{
    /// <summary>The name and version of this line's form.</summary>
    [JsonPropertyOrder(-1)]
    public string Format { get; init; } = "eden-train-epoch/1";
}

/// <summary>The lines of <c>eden train</c> as JSON; the last one is the result.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(EpochLine))]
[JsonSerializable(typeof(TrainingResult))]
internal sealed partial class TrainJson : JsonSerializerContext;
