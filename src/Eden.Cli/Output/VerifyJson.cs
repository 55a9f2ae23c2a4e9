using System.Text.Json.Serialization;
using Eden.Lab.Verification;

namespace Eden.Cli.Output;

/// <summary>The result of <c>eden verify</c> as JSON, with NaN and infinities as the texts that recordings use.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(VerificationReport))]
internal sealed partial class VerifyJson : JsonSerializerContext;
