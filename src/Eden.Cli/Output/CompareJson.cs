using System.Text.Json.Serialization;
using Eden.Lab.Comparison;

namespace Eden.Cli.Output;

/// <summary>The result of <c>eden compare</c> as JSON.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ComparisonResult))]
internal sealed partial class CompareJson : JsonSerializerContext;
