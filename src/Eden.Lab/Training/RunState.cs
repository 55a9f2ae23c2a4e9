using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Eden.Lab.Data;
using Eden.Lab.Json;

namespace Eden.Lab.Training;

/// <summary>What a training remembers beside weights, optimizer and schedule: a note in its checkpoint.</summary>
internal sealed record RunState
{
    public const string NoteName = "training";

    private const string CurrentFormat = "eden-training/1";

    public string Format { get; init; } = CurrentFormat;

    /// <summary>What is trained.</summary>
    public required TrainingConfig Config { get; init; }

    /// <summary>As <see cref="TrainingResult.EarlierPlans"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EarlierPlan>? EarlierPlans { get; init; }

    /// <summary>What it was trained on, as far as a changed file would show.</summary>
    public required DataShape Data { get; init; }

    public required int Epoch { get; init; }

    /// <summary>The sum of the losses of the epoch under way.</summary>
    public required double LossSum { get; init; }

    /// <summary>The best loss that decides about stopping.</summary>
    public required double BestLoss { get; init; }

    public required int EpochsSinceBest { get; init; }

    /// <summary>How the training ended; null while it has not.</summary>
    public TrainingOutcome? Outcome { get; init; }

    public required IReadOnlyList<EpochRecord> Epochs { get; init; }

    public string Write() => JsonSerializer.Serialize(this, RunStateJson.Default.RunState);

    /// <summary>Reads the note of a checkpoint.</summary>
    /// <param name="fault">What is wrong, to follow "it"; else empty.</param>
    /// <returns>The state, or null where it is none.</returns>
    public static RunState? Read(string text, out string fault)
    {
        RunState? state = JsonDocuments.Read(Encoding.UTF8.GetBytes(text), RunStateJson.Default.RunState, out fault);
        if (state is { Format: CurrentFormat } && state.Epoch >= 0 && state.Epoch <= state.Config.Epochs && (state.Outcome is null || state.Epochs.Count > 0))
        {
            return state;
        }

        fault = state is null ? fault : "contradicts itself";
        return null;
    }
}

/// <summary>The sizes of a data set.</summary>
internal sealed record DataShape(string Name, int Training, int Validation, int Test, int Features, int Classes)
{
    public string Words => $"{DataFile.Quote(Name)} with {Phrase.Counted(Training, "sample")} to train with, {Validation} to validate, {Test} to test, {Phrase.Counted(Features, "feature")} and {Phrase.Counted(Classes, "class", "classes")}";
}

/// <summary>The note of a checkpoint.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RunState))]
internal sealed partial class RunStateJson : JsonSerializerContext;
