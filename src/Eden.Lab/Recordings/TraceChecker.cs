namespace Eden.Lab.Recordings;

/// <summary>Makes a recording of a trace's fields once they fit each other: names, shapes, lengths, ranges.</summary>
internal sealed class TraceChecker(RecordingHeader header, RawTrace raw)
{
    private readonly Dictionary<string, int> _indexOf = new(StringComparer.Ordinal);
    private readonly List<RecordedParameter> _parameters = [];

    public TraceRecording Check()
    {
        string optimizer = header.Require(raw.Optimizer, "optimizer");
        ElementType elementType = header.ElementType;
        CheckParameters();
        List<RecordedGroup> groups = CheckGroups();
        List<TraceStep> steps = CheckSteps(groups.Count);
        return new TraceRecording
        {
            Source = header.Source,
            Origin = header.Origin,
            ElementType = elementType,
            Optimizer = optimizer,
            Groups = groups,
            Parameters = _parameters,
            Steps = steps,
            FinalState = CheckFinalState(),
        };
    }

    private void CheckParameters()
    {
        List<RawParameter> parameters = header.Require(raw.Parameters, "params");
        for (int i = 0; i < parameters.Count; i++)
        {
            RawParameter parameter = parameters[i];
            if (string.IsNullOrWhiteSpace(parameter.Name))
            {
                throw header.Fail($"params[{i}].name", "must not be empty");
            }

            if (!_indexOf.TryAdd(parameter.Name, i))
            {
                throw header.Fail($"params[{i}].name", $"'{Printable.Of(parameter.Name)}' is the name of params[{_indexOf[parameter.Name]}] already");
            }

            long[] shape = CheckShape(parameter.Shape, $"params[{i}].shape");
            header.Narrow(parameter.Initial, CountElements(shape, $"params[{i}].shape"), $"params[{i}].initial");
            _parameters.Add(new RecordedParameter(parameter.Name, shape, parameter.Initial));
        }
    }

    private long[] CheckShape(double[] shape, string path)
    {
        int index = Array.FindIndex(shape, dimension => !(dimension >= 0 && dimension == Math.Truncate(dimension) && dimension < long.MaxValue));
        return index < 0
            ? Array.ConvertAll(shape, dimension => (long)dimension)
            : throw header.Fail($"{path}[{index}]", "expected a whole number of at least 0");
    }

    private long CountElements(long[] shape, string path)
    {
        if (shape.Contains(0))
        {
            return 0;
        }

        Int128 product = 1;
        foreach (long dimension in shape)
        {
            product *= dimension;
            if (product > Array.MaxLength)
            {
                throw header.Fail(path, "the shape has more elements than a file can give");
            }
        }

        return (long)product;
    }

    private List<RecordedGroup> CheckGroups()
    {
        List<RawGroup> rawGroups = header.Require(raw.Groups, "groups");
        List<RecordedGroup> groups = [];
        string?[] owners = new string?[_parameters.Count];
        for (int i = 0; i < rawGroups.Count; i++)
        {
            List<int> members = [];
            foreach (string name in rawGroups[i].Parameters)
            {
                string path = $"groups[{i}].params[{members.Count}]";
                int index = IndexOf(name, path);
                owners[index] = owners[index] is null ? path : throw header.Fail(path, $"'{Printable.Of(name)}' is in {owners[index]} already");
                members.Add(index);
            }

            groups.Add(members.Count > 0 ? new RecordedGroup(rawGroups[i].Options, members) : throw header.Fail($"groups[{i}].params", "must not be empty"));
        }

        if (groups.Count == 0)
        {
            throw header.Fail("groups", "must not be empty");
        }

        int orphan = Array.IndexOf(owners, null);
        return orphan < 0 ? groups : throw header.Fail($"params[{orphan}]", $"'{Printable.Of(_parameters[orphan].Name)}' is in no group");
    }

    private List<TraceStep> CheckSteps(int groupCount)
    {
        List<RawStep> rawSteps = header.Require(raw.Steps, "steps");
        if (rawSteps.Count == 0)
        {
            throw header.Fail("steps", "must not be empty");
        }

        List<TraceStep> steps = new(rawSteps.Count);
        for (int i = 0; i < rawSteps.Count; i++)
        {
            RawStep step = rawSteps[i];
            string path = $"steps[{i}]";
            CheckRates(step.LearningRates, groupCount, $"{path}.lr");
            double[]?[] gradients = InOrder(step.Gradients, $"{path}.grads", " (null where there is no gradient)");
            double[][] parameters = InOrder(step.Parameters, $"{path}.params", "");
            NarrowArrays(gradients, $"{path}.grads");
            NarrowArrays(parameters, $"{path}.params");
            steps.Add(new TraceStep(step.LearningRates, gradients, parameters));
        }

        return steps;
    }

    private void CheckRates(double[] rates, int count, string path)
    {
        if (rates.Length != count)
        {
            throw header.Fail(path, $"expected {count} numbers, one per group, found {rates.Length}");
        }

        int index = Array.FindIndex(rates, rate => !(rate >= 0 && double.IsFinite(rate)));
        if (index >= 0)
        {
            throw header.Fail($"{path}[{index}]", "a learning rate must be finite and at least 0");
        }
    }

    /// <summary>The values in the order of the parameters: one for each, none besides.</summary>
    private TValue[] InOrder<TValue>(Dictionary<string, TValue> byName, string path, string hint)
    {
        TValue[] values = new TValue[_parameters.Count];
        foreach ((string name, TValue value) in byName)
        {
            values[IndexOf(name, $"{path}.{Printable.Of(name)}")] = value;
        }

        RecordedParameter? absent = _parameters.Find(parameter => !byName.ContainsKey(parameter.Name));
        return absent is null ? values : throw header.Fail(path, $"'{Printable.Of(absent.Name)}' is missing{hint}");
    }

    private void NarrowArrays(double[]?[] arrays, string path)
    {
        for (int i = 0; i < arrays.Length; i++)
        {
            if (arrays[i] is double[] values)
            {
                header.Narrow(values, _parameters[i].Initial.Length, $"{path}.{Printable.Of(_parameters[i].Name)}");
            }
        }
    }

    /// <summary>A parameter that never had a gradient may have no entry; what was not kept may be null.</summary>
    private Dictionary<string, double[]>[] CheckFinalState()
    {
        Dictionary<string, Dictionary<string, double[]?>> rawState = header.Require(raw.FinalState, "final_state");
        Dictionary<string, double[]>[] states = [.. _parameters.Select(_ => new Dictionary<string, double[]>(StringComparer.Ordinal))];
        foreach ((string name, Dictionary<string, double[]?> arrays) in rawState)
        {
            string path = $"final_state.{Printable.Of(name)}";
            int index = IndexOf(name, path);
            foreach ((string stateName, double[]? values) in arrays)
            {
                if (values is not null)
                {
                    string arrayPath = $"{path}.{Printable.Of(stateName)}";
                    header.Narrow(values, values.Length == 1 ? 1 : _parameters[index].Initial.Length, arrayPath);
                    states[index].Add(stateName, values);
                }
            }
        }

        return states;
    }

    private int IndexOf(string name, string path) =>
        _indexOf.TryGetValue(name, out int index) ? index : throw header.Fail(path, $"there is no parameter '{Printable.Of(name)}' in params");
}
