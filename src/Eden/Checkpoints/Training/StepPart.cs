using System.Globalization;

namespace Eden.Checkpoints;

/// <summary>Takes the step to come and the notes of a training into a checkpoint, and out of it.</summary>
internal static class StepPart
{
    /// <summary>The metadata of a training, to be added to.</summary>
    /// <exception cref="CheckpointException">A note has a name that is Eden's own, or is null.</exception>
    public static Dictionary<string, string> Write(long step, IEnumerable<KeyValuePair<string, string>> notes)
    {
        Dictionary<string, string> metadata = new(StringComparer.Ordinal)
        {
            [MetadataKeys.Format] = MetadataKeys.CurrentFormat,
            [MetadataKeys.Step] = step.ToString(CultureInfo.InvariantCulture),
        };
        foreach ((string name, string note) in notes)
        {
            metadata[name] = name.StartsWith(MetadataKeys.Prefix, StringComparison.Ordinal)
                ? throw new CheckpointException($"the note '{Printable.Of(name)}' begins with '{MetadataKeys.Prefix}', which is reserved for Eden; choose another name")
                : note ?? throw new CheckpointException($"the note '{Printable.Of(name)}' is null; give it text, or remove it");
        }

        return metadata;
    }

    public static void Plan(LoadPlan plan, Action<long> setStep, IDictionary<string, string> notes)
    {
        if (plan.Checkpoint.Metadata.TryGetValue(MetadataKeys.Step, out string? text))
        {
            bool isCount = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long step) && step <= Require.MostSteps;
            plan.Change(isCount ? () => setStep(step) : throw new CheckpointException($"{plan.Checkpoint.Where(MetadataKeys.Step)}: is '{Printable.Of(text)}'; it must be a whole number from 0 to 2^53"));
        }

        plan.Change(() =>
        {
            notes.Clear();
            foreach ((string name, string note) in plan.Checkpoint.Metadata)
            {
                if (!name.StartsWith(MetadataKeys.Prefix, StringComparison.Ordinal))
                {
                    notes.Add(name, note);
                }
            }
        });
    }
}
