using System.Text.Json;

namespace Eden.Lab.Recordings;

/// <summary>Reads <see cref="ExperimentRecording"/>s: first the fields in whatever order they come, then what they must be to
/// each other.</summary>
internal sealed class ExperimentReader
{
    private static readonly AdamWOptions Defaults = new();

    private readonly JsonCursor _cursor;
    private readonly RecordingHeader _header;
    private readonly List<ExperimentEpoch> _epochs = [];
    private Dictionary<string, double>? _weightDecay;
    private double[]? _initial;
    private double[]? _betas;
    private double? _epsilon;
    private double? _learningRate;
    private long? _seed;

    public ExperimentReader(Stream stream, string source, CancellationToken cancellation)
    {
        _cursor = new JsonCursor(stream, source, cancellation);
        _header = new RecordingHeader(source, ExperimentRecording.FormatName);
    }

    public ExperimentRecording Read()
    {
        _cursor.ReadDocument(ReadProperty);
        _header.CheckFormat();
        Check();
        return new ExperimentRecording
        {
            Source = _header.Source,
            Origin = _header.Origin,
            ElementType = _header.ElementType,
            Seed = _seed,
            LearningRate = _learningRate!.Value,
            Beta1 = _betas?[0] ?? Defaults.Beta1,
            Beta2 = _betas?[1] ?? Defaults.Beta2,
            Epsilon = _epsilon ?? Defaults.Epsilon,
            WeightDecay = _weightDecay!,
            Initial = _initial!,
            Epochs = _epochs,
        };
    }

    private void ReadProperty(string name)
    {
        switch (name)
        {
            case "seed":
                _seed = ReadSeed();
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

    private long? ReadSeed()
    {
        if (_cursor.Token == JsonTokenType.Null)
        {
            return null;
        }

        double value = _cursor.ReadNumber();
        return value == Math.Truncate(value) && Math.Abs(value) <= 1L << 53 ? (long)value : throw _cursor.Fail("expected a whole number");
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

    private ExperimentEpoch ReadEpoch()
    {
        double[]? input = null;
        Dictionary<string, ExperimentStep>? models = null;
        _cursor.ReadObject(name =>
        {
            switch (name)
            {
                case "input":
                    input = _cursor.ReadNumbers();
                    break;
                case "models":
                    models = ReadByModel(ReadStep);
                    break;
                default:
                    _cursor.Skip();
                    break;
            }
        });
        return new ExperimentEpoch(
            input ?? throw _cursor.Fail("'input' is missing"),
            models ?? throw _cursor.Fail("'models' is missing"));
    }

    private ExperimentStep ReadStep()
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
        return new ExperimentStep(
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

    private void Check()
    {
        _header.Require(_learningRate, "lr");
        _header.Require(_weightDecay, "weight_decay");
        double[] initial = _header.Require(_initial, "initial");
        if (initial.Length == 0)
        {
            throw _header.Fail("initial", "expected at least one weight");
        }

        _header.CheckArray(initial, initial.Length, "initial");
        if (_epochs.Count == 0)
        {
            throw _header.Fail("epochs", "missing or empty");
        }

        for (int epoch = 0; epoch < _epochs.Count; epoch++)
        {
            CheckEpoch(_epochs[epoch], initial.Length, $"epochs[{epoch}]");
        }
    }

    private void CheckEpoch(ExperimentEpoch epoch, int features, string path)
    {
        int count = epoch.Input.Count;
        if (count == 0 || count % features != 0)
        {
            throw _header.Fail($"{path}.input", $"expected rows of {features} numbers, found {count} numbers");
        }

        _header.CheckArray((double[])epoch.Input, count, $"{path}.input");
        foreach ((string model, ExperimentStep step) in epoch.Models)
        {
            _header.CheckNumber(step.Loss, $"{path}.models.{model}.loss");
            _header.CheckArray((double[])step.Gradient, features, $"{path}.models.{model}.grad");
            _header.CheckArray((double[])step.Weight, features, $"{path}.models.{model}.weight");
        }
    }
}
