namespace Eden.Lab.Recordings;

/// <summary>Reads <see cref="ExperimentRecording"/>s.</summary>
internal static class ExperimentReader
{
    private static readonly AdamWOptions Defaults = new();

    public static ExperimentRecording Read(RecordedValue root)
    {
        ElementType type = RunRecording.ReadElementType(root);
        (double beta1, double beta2) = root.Find("betas") is RecordedValue betas ? ReadBetas(betas) : (Defaults.Beta1, Defaults.Beta2);
        Dictionary<string, double> weightDecay = ReadByModel(root.Get("weight_decay"), ReadAtLeastZero);
        if (weightDecay[ExperimentModels.Adam] != 0)
        {
            throw root.Get("weight_decay").Get(ExperimentModels.Adam).Fail("must be 0: this model is the one without decay");
        }

        double[] initial = root.Get("initial").Numbers();
        initial = root.Get("initial").Numbers(type, Math.Max(1, initial.Length));
        return new ExperimentRecording
        {
            Source = root.Source,
            Origin = Recording.ReadOrigin(root),
            ElementType = type,
            Seed = root.Find("seed") is { Kind: not System.Text.Json.JsonValueKind.Null } seed ? seed.Whole() : null,
            LearningRate = ReadAtLeastZero(root.Get("lr")),
            Beta1 = beta1,
            Beta2 = beta2,
            Epsilon = root.Find("eps") is RecordedValue epsilon ? ReadAtLeastZero(epsilon) : Defaults.Epsilon,
            WeightDecay = weightDecay,
            Initial = initial,
            Epochs = root.Get("epochs").SomeItems(epoch => ReadEpoch(epoch, type, initial.Length)),
        };
    }

    private static double ReadAtLeastZero(RecordedValue value) =>
        value.Number() is double number && number >= 0 && double.IsFinite(number) ? number : throw value.Fail("must be finite and at least 0");

    private static (double Beta1, double Beta2) ReadBetas(RecordedValue value) =>
        value.Numbers() is [>= 0 and < 1, >= 0 and < 1] betas ? (betas[0], betas[1]) : throw value.Fail("expected two numbers, each at least 0 and less than 1");

    private static ExperimentEpoch ReadEpoch(RecordedValue epoch, ElementType type, int features)
    {
        RecordedValue input = epoch.Get("input");
        int count = input.Numbers().Length;
        return count > 0 && count % features == 0
            ? new ExperimentEpoch(input.Numbers(type, count), ReadByModel(epoch.Get("models"), model => ReadStep(model, type, features)))
            : throw input.Fail($"expected rows of {features} numbers, found {count} numbers");
    }

    private static ExperimentStep ReadStep(RecordedValue model, ElementType type, int features) =>
        new(model.Get("loss").Number(type), model.Get("grad").Numbers(type, features), model.Get("weight").Numbers(type, features));

    private static Dictionary<string, T> ReadByModel<T>(RecordedValue values, Func<RecordedValue, T> read)
    {
        foreach ((string name, RecordedValue value) in values.Members())
        {
            if (!ExperimentModels.All.Contains(name))
            {
                throw value.Fail($"no model of the experiment; they are {string.Join(", ", ExperimentModels.All)}");
            }
        }

        return ExperimentModels.All.ToDictionary(model => model, model => read(values.Get(model)), StringComparer.Ordinal);
    }
}
