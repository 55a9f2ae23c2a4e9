using System.Globalization;
using Eden.Lab.Recordings;

namespace Eden.Lab.Comparison;

/// <summary>Whether a recording is of the experiment that is asked for.</summary>
internal static class RecordingFit
{
    /// <summary>What keeps the recording's models out of the comparison, in words; <see langword="null"/> where they
    /// fit.</summary>
    public static string? FindMisfit(ComparisonConfig config, ExperimentRecording recording)
    {
        if (config.Seed is not null)
        {
            return "a seed is given";
        }

        List<string> differences = [];
        void Compare(string name, double asked, double recorded)
        {
            if (asked != recorded)
            {
                differences.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {asked}, recorded {recorded}"));
            }
        }

        Compare("lr", config.LearningRate, recording.LearningRate);
        Compare("weight-decay", config.WeightDecay, recording.WeightDecay[ExperimentModels.AdamW]);
        Compare("beta1", config.Beta1, recording.Beta1);
        Compare("beta2", config.Beta2, recording.Beta2);
        Compare("eps", config.Epsilon, recording.Epsilon);
        Compare("in-features", config.InFeatures, recording.Initial.Count);
        Compare("batch", config.Batch, recording.Epochs[0].Input.Count / recording.Initial.Count);
        if (config.Epochs > recording.Epochs.Count)
        {
            Compare("epochs", config.Epochs, recording.Epochs.Count);
        }

        return differences.Count == 0 ? null : string.Join("; ", differences);
    }
}
