using System.Numerics;
using System.Runtime.InteropServices;

namespace Eden.Checkpoints;

/// <summary>Takes averages of the weights into a checkpoint, and out of it. The average <c>ema</c> of <c>fc.weight</c> is the tensor
/// <c>fc.weight.ema</c>.</summary>
internal static unsafe class AveragePart
{
    public static string Write<T>(IReadOnlyDictionary<string, WeightAverage<T>> averages)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => RecordJson.Text(writer =>
    {
        writer.WriteStartObject();
        foreach ((string name, WeightAverage<T> average) in averages.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            writer.WriteStartObject(name);
            writer.WriteString("kind", average.Kind);
            RecordJson.WriteOptions(writer, "options", map => average.MapOptions(map));
            writer.WriteNumber("updates", average.Updates);
            writer.WriteStartArray("parameters");
            foreach (Parameter<T> parameter in average.Parameters)
            {
                writer.WriteStringValue(parameter.Name);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    });

    /// <summary>The averages of all parameters; before the first update there are none.</summary>
    public static IEnumerable<CheckpointTensor> Tensors<T>(IReadOnlyDictionary<string, WeightAverage<T>> averages)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<CheckpointTensor> tensors = [];
        foreach ((string name, WeightAverage<T> average) in averages)
        {
            foreach (Parameter<T> parameter in average.Parameters)
            {
                T* start = average.ValuePointer(parameter);
                if (average.Updates > 0)
                {
                    tensors.Add(ParameterTensors.Array(TensorName(parameter.Name, name), parameter.Shape, start, average));
                }
            }
        }

        return tensors;
    }

    /// <summary>Reads what a checkpoint says of averages, and notes which of its tensors are theirs.</summary>
    public static Dictionary<string, AverageRecord> Claim(LoadPlan plan)
    {
        Dictionary<string, AverageRecord> records = new(StringComparer.Ordinal);
        if (plan.Checkpoint.Metadata.TryGetValue(MetadataKeys.Averages, out string? text))
        {
            foreach ((string name, JsonValue value) in JsonValue.Parse(text, plan.Checkpoint.Where(MetadataKeys.Averages)).Properties())
            {
                JsonValue updates = value.Get("updates");
                AverageRecord record = new(
                    value.Get("kind").Text(),
                    value.Get("options"),
                    updates.Count() >= 0 ? updates.Count() : throw updates.Fail("is negative"),
                    [.. value.Get("parameters").Elements().Select(parameter => parameter.Text())]);
                records.Add(name, record);
                foreach (string parameter in record.Parameters)
                {
                    plan.Claim(TensorName(parameter, name));
                }
            }
        }

        return records;
    }

    /// <summary>Compares averages with a checkpoint and plans their changes.</summary>
    public static void Plan<T>(LoadPlan plan, Dictionary<string, AverageRecord> records, IReadOnlyDictionary<string, WeightAverage<T>> averages)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((string name, WeightAverage<T> average) in averages)
        {
            if (records.TryGetValue(name, out AverageRecord? record))
            {
                PlanOne(plan, name, record, average);
            }
            else
            {
                plan.Refuse($"the average '{Printable.Of(name)}' is not in the checkpoint");
            }
        }

        foreach (string name in records.Keys.Where(name => !averages.ContainsKey(name)))
        {
            plan.Refuse($"the average '{Printable.Of(name)}' is in the checkpoint, but not here");
        }
    }

    private static void PlanOne<T>(LoadPlan plan, string name, AverageRecord record, WeightAverage<T> average)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (record.Kind != average.Kind)
        {
            plan.Refuse($"the average '{Printable.Of(name)}' is {Printable.Of(record.Kind)} in the checkpoint and {average.Kind} here");
            return;
        }

        if (OptionReader.Differences(record.Options, average.MapOptions) is { Length: > 0 } differences)
        {
            plan.Refuse($"the average '{Printable.Of(name)}' has other options in the checkpoint than here: {differences}");
            return;
        }

        HashSet<string> left = [.. record.Parameters];
        bool fits = true;
        foreach (Parameter<T> parameter in average.Parameters)
        {
            if (!left.Remove(parameter.Name))
            {
                plan.Refuse($"parameter '{Printable.Of(parameter.Name)}' of the average '{Printable.Of(name)}' is here, but not in the checkpoint");
                fits = false;
            }
            else if (record.Updates > 0)
            {
                fits &= plan.Fits<T>(TensorName(parameter.Name, name), parameter.Shape);
            }
        }

        foreach (string parameter in left)
        {
            plan.Refuse($"parameter '{Printable.Of(parameter)}' of the average '{Printable.Of(name)}' is in the checkpoint, but not here");
        }

        // Half an average would count its updates wrongly for the rest.
        if (!fits)
        {
            return;
        }

        foreach (Parameter<T> parameter in average.Parameters)
        {
            T* start = average.ValuePointer(parameter);
            if (record.Updates > 0)
            {
                plan.Copy(TensorName(parameter.Name, name), start);
            }
            else
            {
                plan.Change(() => NativeMemory.Clear(start, (nuint)parameter.Length * (nuint)sizeof(T)));
            }
        }

        plan.Change(() => average.Updates = record.Updates);
    }

    public static string TensorName(string parameter, string average) => $"{parameter}.{average}";
}

/// <summary>What a checkpoint says of an average.</summary>
/// <param name="Kind">The class by its name.</param>
/// <param name="Options">Its options.</param>
/// <param name="Updates">How many values it has taken in; after none there are no tensors.</param>
/// <param name="Parameters">The names of the parameters.</param>
internal sealed record AverageRecord(string Kind, JsonValue Options, long Updates, IReadOnlyList<string> Parameters);
