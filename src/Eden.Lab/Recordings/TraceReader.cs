using System.Text.Json;

namespace Eden.Lab.Recordings;

/// <summary>Reads <see cref="TraceRecording"/>s of both versions.</summary>
internal sealed class TraceReader(RecordedValue root)
{
    private readonly ElementType _type = RunRecording.ReadElementType(root);
    private readonly Dictionary<string, int> _indexOf = new(StringComparer.Ordinal);
    private readonly List<RecordedParameter> _parameters = [];

    public TraceRecording Read()
    {
        string optimizer = root.Get("optimizer").Text();
        root.Get("params").Items(AddParameter);
        List<RecordedGroup> groups = ReadGroups();
        return new TraceRecording
        {
            Source = root.Source,
            Origin = Recording.ReadOrigin(root),
            IsSecond = root.Get("format").Text() == TraceRecording.FormatName2,
            ElementType = _type,
            Optimizer = optimizer,
            Groups = groups,
            Parameters = _parameters,
            Steps = root.Get("steps").SomeItems(step => ReadStep(step, groups.Count)),
            FinalState = ReadFinalState(root.Get("final_state")),
        };
    }

    private RecordedParameter AddParameter(RecordedValue parameter)
    {
        RecordedValue nameValue = parameter.Get("name");
        string name = nameValue.Text();
        if (string.IsNullOrWhiteSpace(name))
        {
            throw nameValue.Fail("must not be empty");
        }

        if (!_indexOf.TryAdd(name, _parameters.Count))
        {
            throw nameValue.Fail($"'{Printable.Of(name)}' is already the name of params[{_indexOf[name]}]");
        }

        List<long> shape = ReadShape(parameter.Get("shape"), out long count);
        _parameters.Add(new(name, shape, parameter.Get("initial").Numbers(_type, count)));
        return _parameters[^1];
    }

    private static List<long> ReadShape(RecordedValue value, out long count)
    {
        List<long> shape = value.Items(dimension => dimension.Whole(0, long.MaxValue, "of at least 0"));
        Int128 product = shape.Contains(0) ? 0 : 1;
        foreach (long dimension in shape)
        {
            product *= dimension;
            if (product > Array.MaxLength)
            {
                throw value.Fail("the shape has more elements than a file can give");
            }
        }

        count = (long)product;
        return shape;
    }

    private List<RecordedGroup> ReadGroups()
    {
        string?[] owners = new string?[_parameters.Count];
        List<RecordedGroup> groups = root.Get("groups").SomeItems(group =>
        {
            List<int> members = group.Get("params").SomeItems(member =>
            {
                int index = IndexOf(member.Text(), member);
                owners[index] = owners[index] is string owner ? throw member.Fail($"'{Printable.Of(member.Text())}' is already in {owner}") : member.Path;
                return index;
            });
            return new RecordedGroup(RecordedGroup.ReadOptions(group.Get("options")), members);
        });
        int orphan = Array.IndexOf(owners, null);
        return orphan < 0 ? groups : throw RecordingError.At(root.Source, $"params[{orphan}]", $"'{Printable.Of(_parameters[orphan].Name)}' is in no group");
    }

    private TraceStep ReadStep(RecordedValue step, int groupCount)
    {
        RecordedValue rates = step.Get("lr");
        List<double> learningRates = rates.Items(rate => rate.Number() is double value && value >= 0 && double.IsFinite(value) ? value : throw rate.Fail("a learning rate must be finite and at least 0"));
        if (learningRates.Count != groupCount)
        {
            throw rates.Fail($"expected {groupCount} numbers, one per group, found {learningRates.Count}");
        }

        return new TraceStep(
            [.. learningRates],
            InOrder(step.Get("grads"), " (null where there is no gradient)", ReadGradient),
            InOrder(step.Get("params"), "", (values, parameter) => values.Numbers(_type, parameter.Initial.Length)));
    }

    private T[] InOrder<T>(RecordedValue byName, string hint, Func<RecordedValue, RecordedParameter, T> read)
    {
        foreach ((string name, RecordedValue value) in byName.Members())
        {
            IndexOf(name, value);
        }

        return [.. _parameters.Select(parameter => read(byName.Get(parameter.Name, hint), parameter))];
    }

    private RecordedGradient? ReadGradient(RecordedValue gradient, RecordedParameter parameter)
    {
        if (gradient.Kind == JsonValueKind.Null)
        {
            return null;
        }

        if (gradient.Kind != JsonValueKind.Object)
        {
            return new RecordedGradient(gradient.Numbers(_type, parameter.Initial.Length));
        }

        long count = parameter.Shape.Count > 0 ? Math.Min(parameter.Shape[0], Array.MaxLength) : throw gradient.Fail("a number has no rows");
        List<int> rows = gradient.Get("rows").Items(row => (int)row.Whole(0, count, $"from 0 to {count - 1}, a row of '{Printable.Of(parameter.Name)}'"));
        long width = count == 0 ? 0 : parameter.Initial.Length / count;
        return new RecordedGradient(gradient.Get("values").Numbers(_type, rows.Count * width), rows);
    }

    /// <summary>A parameter that never had a gradient may have no entry; what was not kept may be null.</summary>
    private Dictionary<string, RecordedState>[] ReadFinalState(RecordedValue finalState)
    {
        Dictionary<string, RecordedState>[] states = [.. _parameters.Select(_ => new Dictionary<string, RecordedState>(StringComparer.Ordinal))];
        foreach ((string name, RecordedValue arrays) in finalState.Members())
        {
            int index = IndexOf(name, arrays);
            foreach ((string stateName, RecordedValue value) in arrays.Members())
            {
                AddState(states[index], stateName, value, _parameters[index]);
            }
        }

        return states;
    }

    private void AddState(Dictionary<string, RecordedState> states, string name, RecordedValue value, RecordedParameter parameter)
    {
        if (value.IsListOf(JsonValueKind.Object))
        {
            int index = 0;
            value.Items(item =>
            {
                AddState(states, $"{name}[{index++}]", item, parameter);
                return item;
            });
        }
        else if (value.Kind != JsonValueKind.Null && !states.TryAdd(name, ReadState(value, parameter)))
        {
            throw value.Fail("given twice");
        }
    }

    private RecordedState ReadState(RecordedValue value, RecordedParameter parameter)
    {
        switch (value.Kind)
        {
            case JsonValueKind.Object:
                List<long> shape = ReadShape(value.Get("shape"), out long count);
                return new RecordedState(shape, value.Get("values").Numbers(_type, count));
            case JsonValueKind.Array:
                double[] values = value.Numbers();
                return values.Length == 1 ? new RecordedState([1], value.Numbers(_type, 1)) : new RecordedState(parameter.Shape, value.Numbers(_type, parameter.Initial.Length));
            default:
                return new RecordedState([], [value.Number(_type)]);
        }
    }

    private int IndexOf(string name, RecordedValue place) =>
        _indexOf.TryGetValue(name, out int index) ? index : throw place.Fail($"there is no parameter '{Printable.Of(name)}' in params");
}
