using System.Text.Json.Serialization;

namespace Eden.Lab.Training;

/// <summary>A line of the log of a training, written after each epoch; the last line is the <see cref="TrainingResult"/>.</summary>
/// <param name="Epochs">The epochs that the training can have.</param>
internal sealed record EpochLine(int? Epochs, EpochRecord Epoch)
{
    internal const string CurrentFormat = "eden-train-epoch/1";

    /// <summary>The name and version of this line's form.</summary>
    [JsonPropertyOrder(-1)]
    public string Format { get; init; } = CurrentFormat;
}
