using System.Globalization;
using Eden.Checkpoints.PyTorch;

namespace Eden.Checkpoints.TorchSharp;

/// <summary>The state of an optimizer as TorchSharp's <c>save_state_dict</c> writes it: the class, the number of groups and of
/// parameters, the options of each group, and the state of each parameter. It says neither the parameters' names nor which group they are
/// in.</summary>
internal sealed class TorchSharpOptimizer
{
    private const int MostParts = 1_000_000;

    private readonly SourceFile _file;
    private readonly TorchSharpLayout _layout;
    private readonly (double Initial, double Rate, object[] Options)[] _groups;
    private readonly object?[][] _states;

    public TorchSharpOptimizer(SourceFile file)
    {
        _file = file;
        TorchSharpReader reader = new(file);
        string name = reader.Text();
        _layout = TorchSharpLayout.All.FirstOrDefault(layout => layout.Name == name)
            ?? throw file.Fail($"is of the optimizer '{Printable.Of(name)}', which is not read; read are {TorchSharpLayout.Names}");
        _groups = new (double, double, object[])[Count(reader, "groups")];
        _states = new object?[Count(reader, "parameters")][];
        for (int i = 0; i < _groups.Length; i++)
        {
            _groups[i] = (reader.Number(), reader.Number(), [.. _layout.Options.Select(option => option.IsFlag ? (object)reader.Flag(option.Name) : reader.Number())]);
        }

        for (int i = 0; i < _states.Length; i++)
        {
            _states[i] = [.. _layout.States.Select(state => ReadState(reader, state, i))];
        }

        if (!reader.IsAtEnd)
        {
            throw reader.Fail("goes on after the state of its last parameter; it is damaged");
        }
    }

    /// <summary>The content as it lies in the file.</summary>
    public Checkpoint Raw(ICheckpointFile file)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal) { ["optimizer"] = _layout.Name };
        for (int i = 0; i < _groups.Length; i++)
        {
            (double initial, double rate, object[] options) = _groups[i];
            values[$"param_groups.{i}.{TorchOptionNames.InitialLearningRate}"] = OptionList.Text(initial);
            values[$"param_groups.{i}.{TorchOptionNames.LearningRate}"] = OptionList.Text(rate);
            for (int k = 0; k < options.Length; k++)
            {
                values[$"param_groups.{i}.{_layout.Options[k].Path}"] = OptionList.Text(options[k]);
            }
        }

        List<CheckpointTensor> tensors = [];
        for (int i = 0; i < _states.Length; i++)
        {
            tensors.AddRange(_states[i].OfType<CheckpointTensor>());
            for (int k = 0; k < _layout.States.Length; k++)
            {
                if (_layout.States[k].Kind is TorchSharpKind.Steps or TorchSharpKind.Number)
                {
                    values[$"state.{i}.{_layout.States[k].Name}"] = OptionList.Text(_states[i][k]);
                }
            }
        }

        return new Checkpoint(tensors, values, file) { Source = _file.Path };
    }

    /// <summary>The record and the state arrays by the names of parameters.</summary>
    /// <param name="given">The names of each group's parameters; null to find them.</param>
    /// <param name="model">The tensors of the model; none for an optimizer alone, whose parameters are then named by their
    /// numbers.</param>
    public (OptimizerRecord Record, IReadOnlyList<CheckpointTensor> Arrays) Read(IReadOnlyList<IReadOnlyList<string>>? given, IReadOnlyList<CheckpointTensor> model)
    {
        Dictionary<string, CheckpointTensor> weights = model.ToDictionary(weight => weight.Name, StringComparer.Ordinal);
        string[][] names = given is null ? FindNames(model) : CheckNames(given);
        List<GroupRecord> groups = [];
        List<CheckpointTensor> arrays = [];
        int number = 0;
        for (int i = 0; i < _groups.Length; i++)
        {
            GroupRecord group = ReadGroup(i);
            List<ParameterRecord> parameters = [];
            foreach (string name in names[i])
            {
                object?[] state = _states[number];
                Dictionary<string, SourceTensor> byName = _layout.States.Zip(state).Where(pair => pair.Second is SourceTensor).ToDictionary(pair => pair.First.Name, pair => (SourceTensor)pair.Second!);

                // TorchSharp's SGD does not count steps; that it has a momentum says that there was one.
                long steps = state.OfType<long>().Cast<long?>().FirstOrDefault() ?? (byName.Count > 0 ? 1 : 0);
                parameters.Add(new(name, steps));
                if (group.Options is NAdamOptions nadam)
                {
                    CheckMomentumProduct(number, nadam, steps, state.OfType<double>().Single());
                }

                foreach (string array in steps > 0 ? group.Options.StateNames : [])
                {
                    SourceTensor tensor = byName.GetValueOrDefault(array) ?? throw Fail($"has no '{array}' for parameter {number}");
                    if (weights.TryGetValue(name, out CheckpointTensor? weight) && !weight.Shape.SequenceEqual(tensor.Shape))
                    {
                        throw Fail($"has {array} of shape {CheckpointTensor.ShapeText(tensor.Shape)} for parameter {number}, but '{Printable.Of(name)}' has the shape {CheckpointTensor.ShapeText(weight.Shape)}");
                    }

                    arrays.Add(tensor.Renamed(OptimizerRecord.StateName(name, array)));
                }

                number++;
            }

            groups.Add(group with { Parameters = parameters });
        }

        return (new(groups), arrays);
    }

    private int Count(TorchSharpReader reader, string what) => reader.Whole($"the number of {what}") is long count and <= MostParts && count <= _file.Length
        ? (int)count
        : throw reader.Fail($"states more {what} than it can hold");

    private static object? ReadState(TorchSharpReader reader, TorchSharpState state, int number)
    {
        string name = $"state.{number}.{state.Name}";
        return state.Kind switch
        {
            TorchSharpKind.Steps => reader.Steps(name),
            TorchSharpKind.Number => reader.Number(),
            TorchSharpKind.OptionalTensor when !reader.Flag(name) => null,
            _ => reader.Tensor(name),
        };
    }

    /// <summary>Eden computes the product from the options, TorchSharp keeps it: they part where β₁ was changed on the way.</summary>
    private void CheckMomentumProduct(int number, NAdamOptions options, long steps, double product)
    {
        double expected = options.MomentumProduct(steps);
        if (!(Math.Abs(product - expected) <= (1e-4 * expected) + 1e-30))
        {
            throw Fail($"has a mu_product for parameter {number} that its betas, momentum_decay and steps do not give: they were changed on the way, and Eden cannot go on from there");
        }
    }

    private GroupRecord ReadGroup(int index)
    {
        (double initial, double rate, object[] values) = _groups[index];
        double alpha = initial > 0 ? initial : rate;
        Dictionary<string, object?> byName = new(StringComparer.Ordinal) { [TorchOptionNames.LearningRate] = alpha };
        foreach ((TorchSharpOption option, object value) in _layout.Options.Zip(values))
        {
            byName[option.Name] = option.Index is null ? value : (double?[])[.. (double?[]?)byName.GetValueOrDefault(option.Name) ?? [], (double)value];
        }

        RegisteredOptimizer optimizer = OptimizerRegistry.Find(_layout.Optimizer)!;
        double multiplier = TorchOptionReader.Multiplier(alpha, rate);
        try
        {
            OptimizerOptions options = optimizer.Defaults.Map(new TorchOptionMap(optimizer, byName, (name, what) => Fail($"has in group {index} '{name}' that {what}")));
            options.Validate();
            return double.IsFinite(multiplier) && multiplier >= 0
                ? new(options, multiplier, []) { PyTorchEntries = multiplier * alpha == rate ? [] : [(TorchOptionNames.LearningRate, rate)] }
                : throw Fail(string.Create(CultureInfo.InvariantCulture, $"has in group {index} the learning rate {rate} and the initial one {initial}; their ratio must be finite and at least 0"));
        }
        catch (ArgumentException exception)
        {
            throw _file.Fail($"has in group {index} a wrong option: {exception.Message.Split(" (Parameter")[0]}", exception);
        }
    }

    private string[][] CheckNames(IReadOnlyList<IReadOnlyList<string>> given)
    {
        int count = given.Sum(group => group.Count);
        return given.Count != _groups.Length || count != _states.Length
            ? throw Fail($"has {_groups.Length} groups and {_states.Length} parameters, and what was given has {given.Count} and {count}")
            : given.SelectMany(group => group).GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { Key: string twice }
                ? throw Fail($"has one name for each parameter, and what was given has the name '{Printable.Of(twice)}' twice")
                : [.. given.Select(group => group.ToArray())];
    }

    private string[][] FindNames(IReadOnlyList<CheckpointTensor> model)
    {
        if (_groups.Length != 1)
        {
            throw Fail($"has {_groups.Length} groups and does not say which parameter is in which: give the names of each group's parameters");
        }

        long[] numbers = [.. Enumerable.Range(0, _states.Length).Select(number => (long)number)];
        if (model.Count == 0)
        {
            return [[.. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))]];
        }

        Dictionary<long, string> shapes = [];
        foreach (long number in numbers)
        {
            if (_states[number].OfType<CheckpointTensor>().FirstOrDefault() is CheckpointTensor tensor)
            {
                shapes.Add(number, CheckpointTensor.ShapeText(tensor.Shape));
            }
        }

        Dictionary<long, string> names = new TorchParameterNames(_file, "the optimizer", [numbers]).ByShape(shapes, [.. model.Select(tensor => (tensor.Name, CheckpointTensor.ShapeText(tensor.Shape)))]);
        return [[.. numbers.Select(number => names[number])]];
    }

    private CheckpointException Fail(string what) => _file.Fail(what);
}
