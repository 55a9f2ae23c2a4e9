using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Eden.Lab.Bench;
using Eden.Lab.Claims;
using Eden.Lab.Comparison;
using Eden.Lab.Sweeps;
using Eden.Lab.Training;
using Eden.Lab.Verification;

namespace Eden.Lab.Report;

/// <summary>How results are written as JSON and read again: with NaN and infinities as the texts that recordings use.</summary>
internal static class ResultTypes
{
    /// <summary>The result of <see cref="ArticleExperiment"/>.</summary>
    public static JsonTypeInfo<ComparisonResult> Comparison => ResultJson.Default.ComparisonResult;

    public static JsonTypeInfo<VerificationReport> Verification => ResultJson.Default.VerificationReport;

    /// <summary>The result of <see cref="StepBench"/>.</summary>
    public static JsonTypeInfo<BenchResult> Bench => ResultJson.Default.BenchResult;

    /// <summary>The result of <see cref="ArticleClaims"/>.</summary>
    public static JsonTypeInfo<ClaimsResult> Claims => ResultJson.Default.ClaimsResult;

    /// <summary>The result of <see cref="Trainer"/>.</summary>
    public static JsonTypeInfo<TrainingResult> Training => ResultJson.Default.TrainingResult;

    /// <summary>A line of the log of a training.</summary>
    internal static JsonTypeInfo<EpochLine> Epoch => ResultJson.Default.EpochLine;

    /// <summary>The result of <see cref="Sweeper"/>.</summary>
    public static JsonTypeInfo<SweepResult> Sweep => ResultJson.Default.SweepResult;

    /// <summary>A training of samples/.</summary>
    public static JsonTypeInfo<RunResult> Run => ResultJson.Default.RunResult;
}

/// <summary>The code that the serializer generates.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ComparisonResult))]
[JsonSerializable(typeof(VerificationReport))]
[JsonSerializable(typeof(BenchResult))]
[JsonSerializable(typeof(ClaimsResult))]
[JsonSerializable(typeof(TrainingResult))]
[JsonSerializable(typeof(EpochLine))]
[JsonSerializable(typeof(SweepResult))]
[JsonSerializable(typeof(RunResult))]
internal sealed partial class ResultJson : JsonSerializerContext;
