using System.Globalization;

namespace Eden.Checkpoints.PyTorch;

/// <summary>Replaces the values of an options record by those of a group of PyTorch's. Options that PyTorch does not have keep
/// their values; those that a group of an older version lacks get PyTorch's defaults.</summary>
internal sealed class TorchOptionReader : IOptionMap
{
    private readonly TorchFile _file;
    private readonly TorchDictionary _group;
    private readonly string _where;
    private readonly string _kind;
    private readonly bool _isDecoupled;
    private readonly Dictionary<string, object?> _defaults;
    private readonly double? _peak;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal) { TorchOptionNames.IsDecoupled, TorchOptionNames.Decay, TorchOptionNames.Parameters, TorchOptionNames.ParameterNames };

    private TorchOptionReader(TorchFile file, TorchDictionary group, string where, string kind, double? peak)
    {
        (_file, _group, _where, _kind) = (file, group, where, kind);
        _peak = (Number(TorchOptionNames.PeakLearningRate) ?? peak) is double found and > 0 ? found : null;
        _defaults = OptionList.Of(OptimizerKinds.DefaultsOf(kind)!).ToDictionary(option => option.Name, option => option.Value, StringComparer.Ordinal);
        bool? isDecoupled = Find(TorchOptionNames.IsDecoupled) switch
        {
            null => null,
            bool flag => flag,
            _ => throw Fail(TorchOptionNames.IsDecoupled, "must be true or false"),
        };
        if ((kind == "AdamW" && isDecoupled == false) || (kind == "Adam" && isDecoupled == true))
        {
            throw Fail(TorchOptionNames.IsDecoupled, $"is {(isDecoupled == true ? "true: the optimizer was AdamW, not Adam" : "false: the optimizer was Adam, not AdamW")}");
        }

        _isDecoupled = kind == "AdamW" || isDecoupled == true;
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
        TorchOptionReader reader = new(file, group, where, OptimizerKinds.NameOf(options), peak);
        OptimizerOptions read;
        try
        {
            read = options.Map(reader);
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

        return new(read, multiplier, []) { PyTorchEntries = [.. reader.Rest(read.LearningRate, rate, multiplier)] };
    }

    public double Number(string name, double value) => name switch
    {
        nameof(OptimizerOptions.LearningRate) => Alpha() ?? (double)_defaults[name]!,
        nameof(MomentOptions.Beta1) => Betas()?[0] ?? (double)_defaults[name]!,
        nameof(MomentOptions.Beta2) => Betas()?[1] ?? (double)_defaults[name]!,
        nameof(AdamWOptions.WeightDecay) => _isDecoupled ? Decay() : 0,
        nameof(AdamOptions.L2Penalty) => _isDecoupled ? 0 : Decay(),
        _ => TorchOptionNames.Find(_kind, name) is string torch ? Number(torch) ?? (double)_defaults[name]! : value,
    };

    public double? Number(string name, double? value) => value;

    public long Count(string name, long value) => value;

    public bool Flag(string name, bool value)
    {
        if (TorchOptionNames.Find(_kind, name) is not string torch)
        {
            // PyTorch made that mistake until 2.0.
            return value || (name == nameof(NAdamOptions.CountsMomentumTwice) && !_group.TryGet(TorchOptionNames.Since2, out _));
        }

        return Find(torch) switch
        {
            null => (bool)_defaults[name]!,
            bool flag => flag,
            _ => throw Fail(torch, "must be true or false"),
        };
    }

    public TEnum Choice<TEnum>(string name, TEnum value)
        where TEnum : struct, Enum => value;

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

    private double Decay() =>
        Number(TorchOptionNames.Decay) ?? (double)(_defaults.GetValueOrDefault(nameof(AdamWOptions.WeightDecay)) ?? 0.0);

    private double[]? Betas() => Find(TorchOptionNames.Betas) switch
    {
        null => null,
        TorchList { Items: { Count: 2 } betas } when TorchNumber.Read(_file, betas[0]) is double beta1 && TorchNumber.Read(_file, betas[1]) is double beta2 => [beta1, beta2],
        _ => throw Fail(TorchOptionNames.Betas, "must be two numbers"),
    };

    private double? Number(string name) => Find(name) switch
    {
        null => null,
        object value => TorchNumber.Read(_file, value) ?? throw Fail(name, "must be a number"),
    };

    private object? Find(string name)
    {
        _read.Add(name);
        return _group.TryGet(name, out object? value) ? value : null;
    }

    /// <summary>What else the group holds, to be written again. Whoever writes puts the usual there by itself.</summary>
    private IEnumerable<(string Name, object? Value)> Rest(double alpha, double rate, double multiplier)
    {
        if (alpha * multiplier != rate)
        {
            yield return (TorchOptionNames.LearningRate, rate);
        }

        foreach ((object key, object? value) in _group.Pairs)
        {
            string name = key as string ?? throw Fail(key.ToString()!, "is no name of an option");

            // The lower end of a cycle may be 0, which is no α.
            bool isAlpha = name == TorchOptionNames.InitialLearningRate && _peak is null && (Number(name) ?? alpha) == alpha;
            if (TorchOptionNames.IsWithoutEffect(name) ? !isAlpha && !TorchOptionNames.HowToCompute.Contains((name, value)) : !_read.Contains(name))
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
