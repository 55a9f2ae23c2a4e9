using Eden.Lab.Data;

namespace Eden.Lab.Recordings;

/// <summary>Reads <see cref="DigitsRecording"/>s.</summary>
internal sealed class DigitsReader
{
    private readonly JsonCursor _cursor;
    private readonly RecordingHeader _header;
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly List<Dictionary<string, object?>> _groups = [];
    private Dictionary<string, object?>? _options;
    private Dictionary<string, double[]>? _initial;
    private Dictionary<string, double[]>? _final;
    private double[]? _layers;
    private double[]? _losses;
    private double? _batch;
    private double? _learningRate;

    public DigitsReader(Stream stream, string source, CancellationToken cancellation)
    {
        _cursor = new JsonCursor(stream, source, cancellation);
        _header = new RecordingHeader(source, DigitsRecording.FormatName);
    }

    public DigitsRecording Read()
    {
        _cursor.ReadDocument(ReadProperty);
        _header.CheckFormat();
        ElementType elementType = _header.ElementType;
        string optimizer = _header.Require(_texts.GetValueOrDefault("optimizer"), "optimizer");
        int[] layers = CheckLayers();
        int batch = CheckBatch();
        CheckText("activation", "relu");
        CheckText("loss", "cross-entropy(mean)");
        CheckText("batch_rule", $"step t uses rows (t*{batch} + i) mod {Digits.Count}, i in 0..{batch - 1}, file order, features divided by 16");
        List<RecordedParameter> parameters = CheckParameters(layers);
        return new DigitsRecording
        {
            Source = _header.Source,
            Origin = _header.Origin,
            ElementType = elementType,
            Optimizer = optimizer,
            Layers = layers,
            Batch = batch,
            Groups = CheckGroups(parameters),
            Parameters = parameters,
            Losses = CheckLosses(),
            Final = [.. parameters.Select(parameter => Values(_final, "final", parameter.Name, parameter.Initial.Length))],
        };
    }

    private void ReadProperty(string name)
    {
        switch (name)
        {
            case "optimizer" or "activation" or "loss" or "batch_rule":
                _texts.Add(name, _cursor.ReadText());
                break;
            case "layers":
                _layers = _cursor.ReadNumbers();
                break;
            case "batch":
                _batch = _cursor.ReadNumber();
                break;
            case "groups":
                _cursor.ReadArray(_ => _groups.Add(OptionReader.Read(_cursor)));
                break;
            case "lr":
                _learningRate = _cursor.ReadNumber();
                break;
            case "options":
                _options = OptionReader.Read(_cursor);
                break;
            case "initial":
                _initial = ReadArrays();
                break;
            case "final":
                _final = ReadArrays();
                break;
            case "loss_per_step":
                _losses = _cursor.ReadNumbers();
                break;
            default:
                _header.ReadOrSkip(_cursor, name);
                break;
        }
    }

    private Dictionary<string, double[]> ReadArrays()
    {
        Dictionary<string, double[]> arrays = new(StringComparer.Ordinal);
        _cursor.ReadObject(name => arrays.Add(name, _cursor.ReadNumbers()));
        return arrays;
    }

    private int[] CheckLayers()
    {
        double[] layers = _header.Require(_layers, "layers");
        int index = Array.FindIndex(layers, width => !(width >= 1 && width == Math.Truncate(width) && width <= Array.MaxLength));
        if (index >= 0)
        {
            throw _header.Fail($"layers[{index}]", "expected a whole number of at least 1");
        }

        return layers.Length >= 2 && layers[0] == Digits.Pixels && layers[^1] == Digits.Classes
            ? Array.ConvertAll(layers, width => (int)width)
            : throw _header.Fail("layers", $"expected widths from {Digits.Pixels} pixels to {Digits.Classes} digits");
    }

    private int CheckBatch()
    {
        double batch = _header.Require(_batch, "batch");
        return batch is >= 1 and <= Digits.Count && batch == Math.Truncate(batch)
            ? (int)batch
            : throw _header.Fail("batch", $"expected a whole number from 1 to {Digits.Count}, the size of the digits set");
    }

    private void CheckText(string path, string expected)
    {
        string actual = _header.Require(_texts.GetValueOrDefault(path), path);
        if (actual != expected)
        {
            throw _header.Fail(path, $"expected '{expected}', found '{Printable.Of(actual)}'");
        }
    }

    /// <summary>Weight and bias of every linear layer, under the names that a PyTorch <c>Sequential</c> with a ReLU between
    /// layers gives them.</summary>
    private List<RecordedParameter> CheckParameters(int[] layers)
    {
        List<RecordedParameter> parameters = [];
        for (int layer = 0; layer + 1 < layers.Length; layer++)
        {
            long inputs = layers[layer];
            long outputs = layers[layer + 1];
            parameters.Add(Parameter($"{2 * layer}.weight", outputs, inputs));
            parameters.Add(Parameter($"{2 * layer}.bias", outputs));
        }

        string? stranger = _initial!.Keys.Concat(_final?.Keys ?? Enumerable.Empty<string>()).FirstOrDefault(name => parameters.TrueForAll(parameter => parameter.Name != name));
        return stranger is null
            ? parameters
            : throw _header.Fail(_initial.ContainsKey(stranger) ? "initial" : "final", $"layers make no parameter '{Printable.Of(stranger)}'");
    }

    private RecordedParameter Parameter(string name, params long[] shape) =>
        new(name, shape, Values(_initial, "initial", name, shape.Aggregate(1L, (product, dimension) => product * dimension)));

    private double[] Values(Dictionary<string, double[]>? arrays, string path, string name, long length)
    {
        double[] values = _header.Require(_header.Require(arrays, path).GetValueOrDefault(name), $"{path}.{name}");
        _header.Narrow(values, length, $"{path}.{name}");
        return values;
    }

    private double[] CheckLosses()
    {
        double[] losses = _header.Require(_losses, "loss_per_step");
        _header.Narrow(losses, losses.Length, "loss_per_step");
        return losses.Length > 0 ? losses : throw _header.Fail("loss_per_step", "must not be empty");
    }

    private List<RecordedGroup> CheckGroups(List<RecordedParameter> parameters)
    {
        Dictionary<string, object?> shared = _header.Require(_options, "options");
        shared["lr"] = _header.Require(_learningRate, "lr");
        bool[] isOwned = new bool[parameters.Count];
        List<RecordedGroup> groups = [];
        for (int i = 0; i < _groups.Count; i++)
        {
            Dictionary<string, object?> own = _groups[i];
            bool takesMatrices = own.GetValueOrDefault("params") switch
            {
                "ndim > 1" => true,
                "ndim == 1" => false,
                _ => throw _header.Fail($"groups[{i}].params", "expected 'ndim > 1' or 'ndim == 1'"),
            };
            own.Remove("params");
            int[] members = [.. Enumerable.Range(0, parameters.Count).Where(index => parameters[index].Shape.Count > 1 == takesMatrices)];
            if (isOwned[members[0]])
            {
                throw _header.Fail($"groups[{i}].params", "another group has these parameters already");
            }

            Array.ForEach(members, member => isOwned[member] = true);
            groups.Add(new RecordedGroup(Merge(shared, own), members));
        }

        return isOwned.All(owned => owned) ? groups : throw _header.Fail("groups", "some parameters are in no group");
    }

    private static Dictionary<string, object?> Merge(Dictionary<string, object?> shared, Dictionary<string, object?> own)
    {
        Dictionary<string, object?> merged = new(shared, StringComparer.Ordinal);
        foreach ((string name, object? value) in own)
        {
            merged[name] = value;
        }

        return merged;
    }
}
