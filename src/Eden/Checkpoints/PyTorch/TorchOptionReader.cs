using System.Globalization;

namespace Eden.Checkpoints.PyTorch;

/// <summary>Reads the options of a group of PyTorch's, and the schedule multiplier that its learning rates tell.</summary>
internal sealed class TorchOptionReader
{
    private readonly TorchFile _file;
    private readonly TorchDictionary _group;
    private readonly string _where;
    private readonly string _kind;
    private readonly double? _peak;

    private TorchOptionReader(TorchFile file, TorchDictionary group, string where, string kind, double? peak)
    {
        (_file, _group, _where, _kind) = (file, group, where, kind);
        _peak = (Number(TorchOptionNames.PeakLearningRate) ?? peak) is double found and > 0 ? found : null;
    }

    /// <summary>Reads the options of a group.</summary>
    /// <param name="file">The file.</param>
    /// <param name="group">The group.</param>
    /// <param name="where">What messages call the group.</param>
    /// <param name="options">The options that are replaced.</param>
    /// <param name="peak">The upper end of a cycle, where a scheduler of the file says it and the group does not.</param>
    /// <returns>The group, without its parameters.</returns>
    public static GroupRecord Read(TorchFile file, TorchDictionary group, string where, OptimizerOptions options, double? peak)
    {
        RegisteredOptimizer optimizer = OptimizerRegistry.Of(options)!;
        TorchOptionReader reader = new(file, group, where, optimizer.Name, peak);
        TorchOptionMap map = new(optimizer, reader.Values(), reader.Fail) { IsBefore2 = !group.TryGet(TorchOptionNames.Since2, out _) };
        OptimizerOptions read;
        try
        {
            read = options.Map(map);
            read.Validate();
        }
        catch (ArgumentException exception)
        {
            throw file.File.Fail($"{where}: {exception.Message.Split(" (Parameter")[0]}", exception);
        }

        double rate = reader.Number(TorchOptionNames.LearningRate) ?? read.LearningRate;
        double multiplier = reader.Number(TorchOptionNames.ScheduleMultiplier) is double stored && stored * read.LearningRate == rate
            ? stored
            : Multiplier(read.LearningRate, rate);
        if (!(multiplier >= 0 && double.IsFinite(multiplier)))
        {
            throw reader.Fail(TorchOptionNames.LearningRate, string.Create(
                CultureInfo.InvariantCulture, $"is {rate}, and '{(reader._peak is null ? TorchOptionNames.InitialLearningRate : TorchOptionNames.PeakLearningRate)}' is {read.LearningRate}; their ratio must be finite and at least 0"));
        }

        return new(read, multiplier, []) { PyTorchEntries = [.. reader.Rest(map, read.LearningRate, rate, multiplier)] };
    }

    /// <summary>η with η·α equal to the rate that PyTorch has set, to the last bit where there is such a number.</summary>
    public static double Multiplier(double alpha, double rate)
    {
        double quotient = rate == alpha ? 1 : rate / alpha;
        foreach (double factor in new[] { quotient, Math.BitIncrement(quotient), Math.BitDecrement(quotient) })
        {
            if (factor * alpha == rate)
            {
                return factor;
            }
        }

        return quotient;
    }

    /// <summary>The learning rate that schedules multiply: the peak of a cycle, what another scheduler found, or the rate.</summary>
    private double? Alpha() => _peak
        ?? (Number(TorchOptionNames.InitialLearningRate) is double initial and > 0 ? initial : Number(TorchOptionNames.LearningRate));

    /// <summary>The group by name, with α in the place of the rate.</summary>
    private Dictionary<string, object?> Values()
    {
        Dictionary<string, object?> values = new(StringComparer.Ordinal);
        foreach ((object key, object? value) in _group.Pairs)
        {
            values[key as string ?? throw Fail(key.ToString()!, "is no name of an option")] = value switch
            {
                TorchList list => List(list) ?? value,
                _ => TorchNumber.Read(_file, value) ?? value,
            };
        }

        if (Alpha() is double alpha)
        {
            values[TorchOptionNames.LearningRate] = alpha;
        }

        return values;
    }

    /// <summary>The numbers of a list, each of which may be None, or null where it holds something else.</summary>
    private double?[]? List(TorchList list)
    {
        double?[] numbers = [.. list.Items.Select(item => TorchNumber.Read(_file, item))];
        return list.Items.Zip(numbers).All(pair => pair.First is null || pair.Second is not null) ? numbers : null;
    }

    private double? Number(string name) => !_group.TryGet(name, out object? value) || value is null
        ? null
        : TorchNumber.Read(_file, value) ?? throw Fail(name, "must be a number");

    /// <summary>What else the group holds, to be written again. Whoever writes puts the usual there by itself.</summary>
    private IEnumerable<(string Name, object? Value)> Rest(TorchOptionMap map, double alpha, double rate, double multiplier)
    {
        if (alpha * multiplier != rate)
        {
            yield return (TorchOptionNames.LearningRate, rate);
        }

        foreach ((object key, object? value) in _group.Pairs)
        {
            string name = (string)key;

            // The lower end of a cycle may be 0, which is no α.
            bool isAlpha = name == TorchOptionNames.InitialLearningRate && _peak is null && (Number(name) ?? alpha) == alpha;
            if (TorchOptionNames.IsWithoutEffect(name) ? !isAlpha && !TorchOptionNames.HowToCompute.Contains((name, value)) : !TorchOptionNames.IsRead(name) && !map.Knows(name))
            {
                yield return (name, Kept(name, value));
            }
        }

        if (_peak is double peak && !_group.TryGet(TorchOptionNames.PeakLearningRate, out _))
        {
            yield return (TorchOptionNames.PeakLearningRate, peak);
        }
    }

    /// <summary>A value that is kept. Text is a label of the user's; a number may be an option that nobody asked for.</summary>
    private object? Kept(string name, object? value) => value switch
    {
        null or string => value,
        _ when !TorchOptionNames.IsWithoutEffect(name) => throw Fail(name, $"Eden's {_kind} has no such option"),
        bool => value,
        _ => TorchNumber.Read(_file, value) is double number && double.IsFinite(number) ? number : throw Fail(name, "must be a finite number"),
    };

    private CheckpointException Fail(string name, string what) => _file.File.Fail($"{_where}['{Printable.Of(name)}']: {what}");
}
