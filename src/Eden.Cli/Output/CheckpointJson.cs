using System.Text.Json.Serialization;
using Eden.Lab.Checkpoints;

namespace Eden.Cli.Output;

/// <summary>The results of <c>eden checkpoint</c> as JSON.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(CheckpointSummary))]
[JsonSerializable(typeof(CheckpointDifference))]
[JsonSerializable(typeof(CheckpointConversion))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
