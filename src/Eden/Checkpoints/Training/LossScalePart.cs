namespace Eden.Checkpoints;

/// <summary>Takes the state of a <see cref="DynamicLossScale"/> into a checkpoint, and out of it.</summary>
internal static class LossScalePart
{
    public static string Write(DynamicLossScale scale) => RecordJson.Text(writer =>
    {
        writer.WriteStartObject();
        RecordJson.WriteOptions(writer, "options", map => Options(scale, map));
        writer.WriteNumber("scale", scale.Scale);
        writer.WriteNumber("good_steps", scale.GoodSteps);
        writer.WriteEndObject();
    });

    public static void Plan(LoadPlan plan, DynamicLossScale? scale)
    {
        bool isThere = plan.Checkpoint.Metadata.TryGetValue(MetadataKeys.LossScale, out string? text);
        if (!isThere || scale is null)
        {
            if (isThere != scale is not null)
            {
                plan.Refuse(isThere ? "the loss scale is in the checkpoint, but not here" : "the loss scale is not in the checkpoint");
            }

            return;
        }

        JsonValue root = JsonValue.Parse(text!, plan.Checkpoint.Where(MetadataKeys.LossScale));
        string differences = OptionReader.Differences(root.Get("options"), map => Options(scale, map));
        JsonValue number = root.Get("scale");
        JsonValue steps = root.Get("good_steps");
        double value = number.Number() > 0 ? number.Number() : throw number.Fail("must be above 0");
        long goodSteps = steps.Count() >= 0 ? steps.Count() : throw steps.Fail("is negative");
        if (differences.Length > 0)
        {
            plan.Refuse($"the loss scale has other options in the checkpoint than here: {differences}");
            return;
        }

        plan.Change(() => (scale.Scale, scale.GoodSteps) = (value, goodSteps));
    }

    private static DynamicLossScale Options(DynamicLossScale scale, IOptionMap map) => new()
    {
        GrowthFactor = map.Number(nameof(scale.GrowthFactor), scale.GrowthFactor),
        BackoffFactor = map.Number(nameof(scale.BackoffFactor), scale.BackoffFactor),
        GrowthInterval = (int)Require.Between(map.Count(nameof(scale.GrowthInterval), scale.GrowthInterval), 1, int.MaxValue, nameof(scale.GrowthInterval)),
    };
}
