using System.Text.Json.Serialization;
using Eden.Lab.Sweeps;

namespace Eden.Cli.Output;

/// <summary>The result of <c>eden sweep</c> as JSON.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(SweepResult))]
internal sealed partial class SweepJson : JsonSerializerContext;
