namespace Eden.Checkpoints;

/// <summary>Takes the states of schedules that remember into a checkpoint, and out of it.</summary>
internal static class SchedulePart
{
    public static string Write(IReadOnlyDictionary<string, ReduceOnPlateau> plateaus) => RecordJson.Text(writer =>
    {
        writer.WriteStartObject();
        foreach ((string name, ReduceOnPlateau plateau) in plateaus.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            writer.WriteStartObject(name);
            RecordJson.WriteOptions(writer, "options", map => plateau.Options.Map(map));
            RecordJson.WriteOptions(writer, "state", map => plateau.State.Map(map));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    });

    public static void Plan(LoadPlan plan, IReadOnlyDictionary<string, ReduceOnPlateau> plateaus)
    {
        Dictionary<string, JsonValue> read = new(StringComparer.Ordinal);
        if (plan.Checkpoint.Metadata.TryGetValue(MetadataKeys.Plateaus, out string? text))
        {
            foreach ((string name, JsonValue value) in JsonValue.Parse(text, plan.Checkpoint.Where(MetadataKeys.Plateaus)).Properties())
            {
                read.Add(name, value);
            }
        }

        foreach ((string name, ReduceOnPlateau plateau) in plateaus)
        {
            if (!read.Remove(name, out JsonValue? value))
            {
                plan.Refuse($"the schedule '{Printable.Of(name)}' is not in the checkpoint");
                continue;
            }

            string differences = OptionReader.Differences(value.Get("options"), plateau.Options.Map);
            ReduceOnPlateauState state = OptionReader.Read(value.Get("state"), new ReduceOnPlateauState().Map);
            if (differences.Length == 0)
            {
                plan.Change(() => plateau.State = state);
            }
            else
            {
                plan.Refuse($"the schedule '{Printable.Of(name)}' has other options in the checkpoint than here: {differences}");
            }
        }

        foreach (string name in read.Keys)
        {
            plan.Refuse($"the schedule '{Printable.Of(name)}' is in the checkpoint, but not here");
        }
    }
}
