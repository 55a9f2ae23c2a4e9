using System.Text.Json.Serialization;
using Eden.Lab.Training;

namespace Eden.Cli.Output;

/// <summary>The lines of <c>eden train</c> as JSON; the last one is the result.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(EpochLine))]
[JsonSerializable(typeof(TrainingResult))]
internal sealed partial class TrainJson : JsonSerializerContext;
