using System.Text.Json;

namespace Eden.Checkpoints;

/// <summary>An <see cref="OptimizerRecord"/> as the metadata entry <see cref="MetadataKeys.Optimizer"/>.</summary>
internal static class OptimizerRecordJson
{
    public static string Write(OptimizerRecord record) => RecordJson.Text(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("groups");
        foreach (GroupRecord group in record.Groups)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", OptimizerRegistry.NameOf(group.Options));
            RecordJson.WriteOptions(writer, "options", map => group.Options.Map(map));
            if (OptimizerRegistry.Of(group.Options) is null)
            {
                WriteOfUnknown(writer, group.Options);
            }

            writer.WriteNumber("schedule_multiplier", group.ScheduleMultiplier);
            if (group.PyTorchEntries.Count > 0)
            {
                writer.WriteStartObject("pytorch");
                RecordJson.WriteValues(writer, group.PyTorchEntries);
                writer.WriteEndObject();
            }

            writer.WriteStartArray("parameters");
            foreach (ParameterRecord parameter in group.Parameters)
            {
                writer.WriteStartObject();
                writer.WriteString("name", parameter.Name);
                writer.WriteNumber("steps", parameter.Steps);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (record.Gradients is GradientOptions gradients)
        {
            RecordJson.WriteOptions(writer, "gradients", map => gradients.Map(map));
        }

        writer.WriteNumber("loss_scale", record.LossScale);
        if (record.Steps is long steps)
        {
            writer.WriteNumber("steps", steps);
        }

        writer.WriteNumber("skipped_steps", record.SkippedSteps);
        writer.WriteEndObject();
    });

    /// <summary>The record of a checkpoint, or null where it has none.</summary>
    /// <exception cref="CheckpointException">The entry is not sound.</exception>
    public static OptimizerRecord? Read(Checkpoint checkpoint)
    {
        if (!checkpoint.Metadata.TryGetValue(MetadataKeys.Optimizer, out string? text))
        {
            return null;
        }

        JsonValue root = JsonValue.Parse(text, checkpoint.Where(MetadataKeys.Optimizer));
        HashSet<string> names = new(StringComparer.Ordinal);
        return new([.. root.Get("groups").Elements().Select(group => ReadGroup(group, names))])
        {
            Steps = root.Find("steps") is JsonValue steps ? AtLeastZero(steps) : null,
            Gradients = root.Find("gradients") is JsonValue gradients ? OptionReader.Read(gradients, ReadGradients) : null,
            LossScale = root.Find("loss_scale") is JsonValue scale ? Positive(scale) : 1,
            SkippedSteps = root.Find("skipped_steps") is JsonValue skipped ? AtLeastZero(skipped) : 0,
        };
    }

    private static GroupRecord ReadGroup(JsonValue group, HashSet<string> names)
    {
        JsonValue kind = group.Get("kind");
        OptimizerOptions options = OptimizerRegistry.DefaultsOf(kind.Text()) is OptimizerOptions defaults
            ? OptionReader.Read(group.Get("options"), map =>
            {
                OptimizerOptions read = defaults.Map(map);
                read.Validate();
                return read;
            })
            : ReadUnknown(group, kind);
        JsonValue multiplier = group.Get("schedule_multiplier");
        List<ParameterRecord> parameters = [];
        foreach (JsonValue parameter in group.Get("parameters").Elements())
        {
            string name = parameter.Get("name").Text();
            if (!names.Add(name))
            {
                throw parameter.Fail($"'{Printable.Of(name)}' is named twice");
            }

            parameters.Add(new(name, AtLeastZero(parameter.Get("steps"))));
        }

        return new(options, multiplier.Number() >= 0 ? multiplier.Number() : throw multiplier.Fail("is negative"), parameters)
        {
            PyTorchEntries = group.Find("pytorch") is JsonValue entries ? [.. entries.Properties().Select(entry => (entry.Name, ReadEntry(entry.Value)))] : [],
        };
    }

    /// <summary>What the options of a rule that is not Eden's cannot tell where they are not at hand.</summary>
    private static void WriteOfUnknown(Utf8JsonWriter writer, OptimizerOptions options)
    {
        writer.WriteStartArray("states");
        foreach (string state in options.StateNames)
        {
            writer.WriteStringValue(state);
        }

        writer.WriteEndArray();
        if (UnmappedOptions.Of(options) is { Count: > 0 } unmapped)
        {
            writer.WriteStartObject("unmapped");
            RecordJson.WriteValues(writer, [.. unmapped.Select(one => (one.Name, (object?)one.Text))]);
            writer.WriteEndObject();
        }
    }

    private static UnknownOptions ReadUnknown(JsonValue group, JsonValue kind)
    {
        JsonValue states = group.Find("states") ?? throw kind.Fail($"'{Printable.Of(kind.Text())}' is not known; known are {OptimizerRegistry.Names}");
        return new(
            kind.Text(),
            [.. states.Elements().Select(state => state.Text())],
            group.Get("options"),
            group.Find("unmapped") is JsonValue unmapped ? [.. unmapped.Properties().Select(one => (one.Name, one.Value.Text()))] : []);
    }

    private static object? ReadEntry(JsonValue value) => value.Kind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.Text(),
        JsonValueKind.True or JsonValueKind.False => value.Flag(),
        _ => value.Number(),
    };

    private static GradientOptions ReadGradients(IOptionMap map)
    {
        GradientOptions gradients = new GradientOptions().Map(map);
        gradients.Validate();
        return gradients;
    }

    private static double Positive(JsonValue value) => value.Number() > 0 ? value.Number() : throw value.Fail("must be above 0");

    /// <summary>A count of steps: exact as a double too, because rules compute with it.</summary>
    private static long AtLeastZero(JsonValue value) =>
        value.Count() is long count and >= 0 and <= Require.MostSteps ? count : throw value.Fail("must be at least 0 and at most 2^53");
}
