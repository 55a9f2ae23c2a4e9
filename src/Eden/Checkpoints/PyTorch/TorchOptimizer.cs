namespace Eden.Checkpoints.PyTorch;

/// <summary>The state_dict of an optimizer, as far as it can be read without the names of its parameters.</summary>
internal sealed class TorchOptimizer
{
    public const string Step = "step";

    private readonly TorchFile _file;
    private readonly string _where;
    private readonly IReadOnlyList<TorchDictionary> _groups;
    private readonly IReadOnlyList<IReadOnlyList<long>> _numbers;
    private readonly Dictionary<long, TorchDictionary> _states = [];

    public TorchOptimizer(TorchFile file, string path, TorchDictionary optimizer)
    {
        _file = file;
        _where = TorchTree.Name(path);
        if (!optimizer.TryGet("param_groups", out object? groups) || groups is not TorchList list || !optimizer.TryGet("state", out object? state) || state is not TorchDictionary states)
        {
            throw Fail("is not a state_dict of an optimizer");
        }

        _groups = [.. list.Items.Select(item => item as TorchDictionary ?? throw Fail("has a group that is not a dictionary"))];
        _numbers = [.. _groups.Select(NumbersOf)];
        HashSet<long> known = [];
        if (!_numbers.SelectMany(group => group).All(known.Add) || known.Count == 0)
        {
            throw Fail("has no parameters, or one in two groups");
        }

        foreach ((object key, object? value) in states.Pairs)
        {
            if (key is not long number || !known.Contains(number))
            {
                throw Fail($"has state of '{Printable.Of(key.ToString()!)}', which is in no group");
            }

            _states.Add(number, value as TorchDictionary ?? throw Fail($"has state of {number} that is not a dictionary"));
        }
    }

    /// <summary>Puts names to the numbers.</summary>
    /// <param name="options">What the caller knows.</param>
    /// <param name="model">The tensors of the model.</param>
    /// <returns>The record and the state arrays by their names in a checkpoint.</returns>
    public (OptimizerRecord Record, IReadOnlyList<(string Name, TorchArray Array)> Arrays) Read(PyTorchReadOptions options, IReadOnlyList<(string Name, TorchArray Array)> model)
    {
        string kind = FindKind(options.Optimizer);
        Dictionary<long, string> names = FindNames(options, model, kind);
        ILookup<string, TorchArray> byName = model.ToLookup(tensor => tensor.Name, tensor => tensor.Array, StringComparer.Ordinal);
        foreach ((long number, string name) in names)
        {
            // A file of an optimizer alone has no model.
            if (byName.Count > 0 && !byName.Contains(name))
            {
                string wrapped = byName.Select(tensor => tensor.Key).FirstOrDefault(key => key.EndsWith($".{name}", StringComparison.Ordinal)) is string longer
                    ? $": it has '{Printable.Of(longer)}'"
                    : "";
                throw Fail($"has the parameter {number} under the name '{Printable.Of(name)}', which the model does not have{wrapped}");
            }
        }

        List<GroupRecord> groups = [];
        List<(string Name, TorchArray Array)> arrays = [];
        double[]? peaks = TorchSchedulers.FindPeaks(_file, _where, _groups);
        Queue<OptimizerOptions> own = new(options.OwnOptions ?? []);
        for (int i = 0; i < _groups.Count; i++)
        {
            OptimizerOptions defaults = _numbers[i].Count > 0 && own.TryDequeue(out OptimizerOptions? given) ? given : OptimizerRegistry.DefaultsOf(kind)!;
            GroupRecord group = TorchOptionReader.Read(_file, _groups[i], $"{_where} param_groups[{i}]", defaults, peaks?[i]);
            OptimizerOptions read = group.Options;
            List<ParameterRecord> parameters = [];
            foreach (long number in _numbers[i])
            {
                long steps = StepsOf(number, kind, read);
                parameters.Add(new(names[number], steps));
                foreach ((string state, TorchArray array) in ArraysOf(number, kind, read, steps))
                {
                    if (byName[names[number]].FirstOrDefault() is TorchArray weight && !Array.Exists(read.DescribeState(weight.Shape), known => known.Name == state && array.Shape.SequenceEqual(known.Shape)))
                    {
                        throw Fail($"has {state} of shape {CheckpointTensor.ShapeText(array.Shape)} for {number}, but '{Printable.Of(names[number])}' has the shape {CheckpointTensor.ShapeText(weight.Shape)}");
                    }

                    arrays.Add((OptimizerRecord.StateName(names[number], state), array));
                }
            }

            groups.Add(group with { Parameters = parameters });
        }

        return (new(groups), arrays);
    }

    private string FindKind(string? given)
    {
        IReadOnlyList<string> candidates = TorchKinds.Candidates(_groups, _states.Values);
        if (given is null)
        {
            return candidates.Count == 1 ? candidates[0] : throw Fail(candidates.Count == 0
                ? $"is of no optimizer that is known here ({OptimizerRegistry.PyTorchNames})"
                : $"may be of {string.Join(" or ", candidates)}; say which");
        }

        return candidates.Contains(given) ? given : throw Fail($"cannot be of {Printable.Of(given)}{(candidates.Count > 0 ? $", but of {string.Join(" or ", candidates)}" : "")}");
    }

    private Dictionary<long, string> FindNames(PyTorchReadOptions options, IReadOnlyList<(string Name, TorchArray Array)> model, string kind)
    {
        TorchParameterNames names = new(_file.File, _where, _numbers);
        if (options.Groups is not null)
        {
            return names.Given(options.Groups, "what was given has");
        }

        string[][] named = [.. _groups.Select(group => group.TryGet(TorchOptionNames.ParameterNames, out object? value) && value is TorchList list && list.Items.All(item => item is string) ? (string[])[.. list.Items.Cast<string>()] : [])];
        if (named.Zip(_numbers).All(group => group.First.Length > 0 || group.Second.Count == 0))
        {
            return names.Given(named, "param_names has");
        }

        Dictionary<long, string> shapes = [];
        HashSet<string> ofOtherShape = [Step, .. StatesOfOtherShape(OptimizerRegistry.DefaultsOf(kind)!)];
        foreach ((long number, TorchDictionary state) in _states)
        {
            if (state.Pairs.FirstOrDefault(pair => pair.Key is string name && !ofOtherShape.Contains(name) && OptimizerRegistry.Find(kind)!.States.Contains(name) && pair.Value is TorchArray).Value is TorchArray array)
            {
                shapes.Add(number, CheckpointTensor.ShapeText(array.Shape));
            }
        }

        return names.ByShape(shapes, [.. model.Select(tensor => (tensor.Name, CheckpointTensor.ShapeText(tensor.Array.Shape)))]);
    }

    private IReadOnlyList<long> NumbersOf(TorchDictionary group) =>
        group.TryGet(TorchOptionNames.Parameters, out object? value) && value is TorchList list && list.Items.All(item => item is long)
            ? [.. list.Items.Cast<long>()]
            : throw Fail("has a group without the numbers of its parameters");

    /// <summary>PyTorch's SGD does not count steps; that it has a momentum says that there was one.</summary>
    private long StepsOf(long number, string kind, OptimizerOptions options)
    {
        if (!_states.TryGetValue(number, out TorchDictionary? state))
        {
            return 0;
        }

        if (!OptimizerRegistry.Find(kind)!.CountsSteps)
        {
            return state.TryGet(options.StateNames is [string momentum] ? momentum : "", out _) ? 1 : 0;
        }

        return state.TryGet(Step, out object? value) && TorchNumber.ReadWhole(_file, value) is long steps and >= 0 and <= Require.MostSteps
            ? steps
            : throw Fail($"has no sound number of steps for {number}");
    }

    private IEnumerable<(string State, TorchArray Array)> ArraysOf(long number, string kind, OptimizerOptions options, long steps)
    {
        if (!_states.TryGetValue(number, out TorchDictionary? state))
        {
            yield break;
        }

        foreach ((object key, object? value) in state.Pairs)
        {
            if (key is not string name || (name != Step && !OptimizerRegistry.Find(kind)!.States.Contains(name)))
            {
                throw Fail($"has '{Printable.Of(key.ToString()!)}' for {number}, which Eden's {kind} does not keep");
            }

            if (options.StateNames.Contains(name) && steps > 0)
            {
                yield return (name, value as TorchArray ?? throw Fail($"has no tensor '{name}' for {number}"));
            }
        }

        if (steps > 0 && options.StateNamesOf(name => state.TryGet(name, out _)).FirstOrDefault(name => !state.TryGet(name, out _)) is string missing)
        {
            throw Fail($"has no '{missing}' for {number}");
        }

        // PyTorch keeps it, Eden computes it: they part where an option was changed on the way.
        if (options.StateOfSteps(steps) is (string computed, double expected) && state.TryGet(computed, out object? kept)
            && !(Math.Abs(TorchNumber.Read(_file, kept).GetValueOrDefault(double.NaN) - expected) <= (1e-4 * expected) + 1e-30))
        {
            throw Fail($"has a {computed} for {number} that its options and steps do not give: they were changed on the way, and Eden cannot go on from there");
        }
    }

    /// <summary>The state that does not have the shape of its parameter.</summary>
    private static IEnumerable<string> StatesOfOtherShape(OptimizerOptions defaults)
    {
        long[] matrix = [2, 3];
        IEnumerable<string> arrays = defaults.DescribeState(matrix).Where(array => !array.Shape.SequenceEqual(matrix)).Select(array => array.Name);
        return defaults.StateOfSteps(0) is (string name, _) ? arrays.Append(name) : arrays;
    }

    private CheckpointException Fail(string what) => _file.File.Fail($"{_where} {what}");
}
