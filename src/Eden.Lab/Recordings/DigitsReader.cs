using Eden.Lab.Data;

namespace Eden.Lab.Recordings;

/// <summary>Reads <see cref="DigitsRecording"/>s.</summary>
internal sealed class DigitsReader(RecordedValue root)
{
    private readonly ElementType _type = RunRecording.ReadElementType(root);
    private readonly List<RecordedParameter> _parameters = [];

    public DigitsRecording Read()
    {
        string optimizer = root.Get("optimizer").Text();
        int[] layers = ReadLayers();
        long batch = root.Get("batch").Whole(1, Digits.Count + 1, $"from 1 to {Digits.Count}, the size of the digits set");
        Expect("activation", "relu");
        Expect("loss", "cross-entropy(mean)");
        Expect("batch_rule", $"step t uses rows (t*{batch} + i) mod {Digits.Count}, i in 0..{batch - 1}, file order, features divided by 16");

        // Names that a PyTorch Sequential gives to linear layers with a ReLU between them.
        for (int layer = 0; layer + 1 < layers.Length; layer++)
        {
            AddParameter($"{2 * layer}.weight", layers[layer + 1], layers[layer]);
            AddParameter($"{2 * layer}.bias", layers[layer + 1]);
        }

        RefuseStrangers(root.Get("initial"));
        RefuseStrangers(root.Get("final"));
        RecordedValue losses = root.Get("loss_per_step");
        return new DigitsRecording
        {
            Source = root.Source,
            Origin = Recording.ReadOrigin(root),
            ElementType = _type,
            Optimizer = optimizer,
            Layers = layers,
            Batch = (int)batch,
            Groups = ReadGroups(),
            Parameters = _parameters,
            Losses = losses.SomeItems(loss => loss.Number(_type)),
            Final = [.. _parameters.Select(parameter => root.Get("final").Get(parameter.Name).Numbers(_type, parameter.Initial.Length))],
        };
    }

    private int[] ReadLayers()
    {
        RecordedValue value = root.Get("layers");
        List<int> layers = value.Items(width => (int)width.Whole(1, Array.MaxLength, "of at least 1"));
        return layers is [Digits.Pixels, .., Digits.Classes] ? [.. layers] : throw value.Fail($"expected widths from {Digits.Pixels} pixels to {Digits.Classes} digits");
    }

    private void Expect(string name, string expected)
    {
        RecordedValue text = root.Get(name);
        if (text.Text() != expected)
        {
            throw text.Fail($"expected '{expected}', found '{Printable.Of(text.Text())}'");
        }
    }

    private void AddParameter(string name, params long[] shape) =>
        _parameters.Add(new(name, shape, root.Get("initial").Get(name).Numbers(_type, shape.Aggregate(1L, (product, dimension) => product * dimension))));

    private void RefuseStrangers(RecordedValue arrays)
    {
        foreach ((string name, _) in arrays.Members())
        {
            if (!_parameters.Exists(parameter => parameter.Name == name))
            {
                throw arrays.Fail($"layers make no parameter '{Printable.Of(name)}'");
            }
        }
    }

    private List<RecordedGroup> ReadGroups()
    {
        Dictionary<string, object?> shared = RecordedGroup.ReadOptions(root.Get("options"));
        shared["lr"] = root.Get("lr").Number();
        HashSet<int> owned = [];
        List<RecordedGroup> groups = root.Get("groups").Items(group =>
        {
            RecordedValue rule = group.Get("params");
            bool takesMatrices = rule.Text() switch
            {
                "ndim > 1" => true,
                "ndim == 1" => false,
                _ => throw rule.Fail("expected 'ndim > 1' or 'ndim == 1'"),
            };
            int[] members = [.. Enumerable.Range(0, _parameters.Count).Where(index => _parameters[index].Shape.Count > 1 == takesMatrices)];
            if (!members.All(owned.Add))
            {
                throw rule.Fail("another group already has these parameters");
            }

            Dictionary<string, object?> options = new(shared, StringComparer.Ordinal);
            foreach ((string name, object? option) in RecordedGroup.ReadOptions(group))
            {
                options[name] = option;
            }

            options.Remove("params");
            return new RecordedGroup(options, members);
        });
        return owned.Count == _parameters.Count ? groups : throw root.Get("groups").Fail("some parameters are in no group");
    }
}
