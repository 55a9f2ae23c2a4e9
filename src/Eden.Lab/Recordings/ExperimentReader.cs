using System.Text.Json;

namespace Eden.Lab.Recordings;

/// <summary>Reads <see cref="ExperimentRecording"/>s: first the fields in whatever order they come, then what they must be to
/// each other.</summary>
internal sealed class ExperimentReader
{
    private static readonly AdamWOptions Defaults = new();

    private readonly JsonCursor _cursor;
    private readonly RecordingHeader _header;
    private readonly List<RawEpoch> _epochs = [];
    private Dictionary<string, double>? _weightDecay;
    private double[]? _initial;
    private double[]? _betas;
    private double? _epsilon;
    private double? _learningRate;
    private ulong? _seed;

    public ExperimentReader(Stream stream, string source, CancellationToken cancellation)
    {
        _cursor = new JsonCursor(stream, source, cancellation);
        _header = new RecordingHeader(source, ExperimentRecording.FormatName);
    }

    public ExperimentRecording Read()
    {
        _cursor.ReadDocument(ReadProperty);
        _header.CheckFormat();
        return Check();
    }

    private void ReadProperty(string name)
    {
        switch (name)
        {
            case "seed":
                _seed = _cursor.Token == JsonTokenType.Null ? null : _cursor.ReadWhole();
                break;
            case "lr":
                _learningRate = ReadAtLeastZero();
                break;
            case "betas":
                _betas = ReadBetas();
                break;
            case "eps":
                _epsilon = ReadAtLeastZero();
                break;
            case "weight_decay":
                _weightDecay = ReadByModel(ReadAtLeastZero);
                break;
            case "initial":
                _initial = _cursor.ReadNumbers();
                break;
            case "epochs":
                _cursor.ReadArray(_ => _epochs.Add(ReadEpoch()));
                break;
            default:
                _header.ReadOrSkip(_cursor, name);
                break;
        }
    }

    private double ReadAtLeastZero()
    {
        double value = _cursor.ReadNumber();
        return value >= 0 && double.IsFinite(value) ? value : throw _cursor.Fail("must be finite and at least 0");
    }

    private double[] ReadBetas()
    {
        double[] betas = _cursor.ReadNumbers();
        return betas.Length == 2 && Array.TrueForAll(betas, beta => beta is >= 0 and < 1)
            ? betas
            : throw _cursor.Fail("expected two numbers, each at least 0 and less than 1");
    }

    private RawEpoch ReadEpoch()
    {
        double[]? input = null;
        Dictionary<string, RawModel>? models = null;
        _cursor.ReadObject(name =>
        {
            switch (name)
            {
                case "input":
                    input = _cursor.ReadNumbers();
                    break;
                case "models":
                    models = ReadByModel(ReadModel);
                    break;
                default:
                    _cursor.Skip();
                    break;
            }
        });
        return new RawEpoch(
            input ?? throw _cursor.Fail("'input' is missing"),
            models ?? throw _cursor.Fail("'models' is missing"));
    }

    private RawModel ReadModel()
    {
        double? loss = null;
        double[]? gradient = null;
        double[]? weight = null;
        _cursor.ReadObject(name =>
        {
            switch (name)
            {
                case "loss":
                    loss = _cursor.ReadNumber();
                    break;
                case "grad":
                    gradient = _cursor.ReadNumbers();
                    break;
                case "weight":
                    weight = _cursor.ReadNumbers();
                    break;
                default:
                    _cursor.Skip();
                    break;
            }
        });
        return new RawModel(
            loss ?? throw _cursor.Fail("'loss' is missing"),
            gradient ?? throw _cursor.Fail("'grad' is missing"),
            weight ?? throw _cursor.Fail("'weight' is missing"));
    }

    private Dictionary<string, TValue> ReadByModel<TValue>(Func<TValue> read)
    {
        Dictionary<string, TValue> values = new(StringComparer.Ordinal);
        _cursor.ReadObject(name => values.Add(
            ExperimentModels.All.Contains(name) ? name : throw _cursor.Fail($"no model of the experiment; they are {string.Join(", ", ExperimentModels.All)}"),
            read()));
        foreach (string model in ExperimentModels.All)
        {
            if (!values.ContainsKey(model))
            {
                throw _cursor.Fail($"'{model}' is missing");
            }
        }

        return values;
    }

    /// <summary>What the fields must be to each other.</summary>
    private ExperimentRecording Check()
    {
        ElementType elementType = _header.ElementType;
        double learningRate = _header.Require(_learningRate, "lr");
        Dictionary<string, double> weightDecay = _header.Require(_weightDecay, "weight_decay");
        if (weightDecay[ExperimentModels.Adam] != 0)
        {
            throw _header.Fail($"weight_decay.{ExperimentModels.Adam}", "must be 0: this model is the one without decay");
        }

        double[] initial = _header.Require(_initial, "initial");
        _header.Narrow(initial, Math.Max(1, initial.Length), "initial");
        return new ExperimentRecording
        {
            Source = _header.Source,
            Origin = _header.Origin,
            ElementType = elementType,
            Seed = _seed,
            LearningRate = learningRate,
            Beta1 = _betas?[0] ?? Defaults.Beta1,
            Beta2 = _betas?[1] ?? Defaults.Beta2,
            Epsilon = _epsilon ?? Defaults.Epsilon,
            WeightDecay = weightDecay,
            Initial = initial,
            Epochs = _epochs.Count > 0 ? [.. _epochs.Select((epoch, index) => CheckEpoch(epoch, initial.Length, $"epochs[{index}]"))] : throw _header.Fail("epochs", "missing or empty"),
        };
    }

    private ExperimentEpoch CheckEpoch(RawEpoch epoch, int features, string path)
    {
        int count = epoch.Input.Length;
        if (count == 0 || count % features != 0)
        {
            throw _header.Fail($"{path}.input", $"expected rows of {features} numbers, found {count} numbers");
        }

        _header.Narrow(epoch.Input, count, $"{path}.input");
        return new ExperimentEpoch(epoch.Input, epoch.Models.ToDictionary(pair => pair.Key, pair => CheckModel(pair.Value, features, $"{path}.models.{pair.Key}"), StringComparer.Ordinal));
    }

    private ExperimentStep CheckModel(RawModel model, int features, string path)
    {
        _header.Narrow(model.Gradient, features, $"{path}.grad");
        _header.Narrow(model.Weight, features, $"{path}.weight");
        return new ExperimentStep(_header.Narrow(model.Loss, $"{path}.loss"), model.Gradient, model.Weight);
    }

    private sealed record RawEpoch(double[] Input, Dictionary<string, RawModel> Models);

    private sealed record RawModel(double Loss, double[] Gradient, double[] Weight);
}
