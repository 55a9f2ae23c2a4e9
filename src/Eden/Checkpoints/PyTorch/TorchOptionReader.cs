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
    private readonly HashSet<string> _read = new(StringComparer.Ordinal) { TorchOptionNames.IsDecoupled, TorchOptionNames.Decay };

    private TorchOptionReader(TorchFile file, TorchDictionary group, string where, string kind)
    {
        (_file, _group, _where, _kind) = (file, group, where, kind);
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
    /// <returns>The options and the schedule's multiplier.</returns>
    public static (OptimizerOptions Options, double ScheduleMultiplier) Read(TorchFile file, TorchDictionary group, string where, OptimizerOptions options)
    {
        TorchOptionReader reader = new(file, group, where, OptimizerKinds.NameOf(options));
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
        double multiplier = Multiplier(read.LearningRate, rate);
        if (!(multiplier >= 0 && double.IsFinite(multiplier)))
        {
            throw reader.Fail(TorchOptionNames.LearningRate, string.Create(
                CultureInfo.InvariantCulture, $"is {rate} beside an {TorchOptionNames.InitialLearningRate} of {read.LearningRate}; their ratio must be finite and at least 0"));
        }

        reader.RefuseUnread();
        return (read, multiplier);
    }

    public double Number(string name, double value) => name switch
    {
        nameof(OptimizerOptions.LearningRate) => Number(TorchOptionNames.InitialLearningRate) is double initial and > 0
            ? initial
            : Number(TorchOptionNames.LearningRate) ?? (double)_defaults[name]!,
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
    private static double Multiplier(double alpha, double rate)
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

    /// <summary>Refuses what may be an option that nobody asked for. Text is a label of the user's.</summary>
    private void RefuseUnread()
    {
        foreach ((object key, object? value) in _group.Pairs)
        {
            if (key is not string name)
            {
                throw Fail(key.ToString()!, "is no name of an option");
            }

            if (!_read.Contains(name) && !TorchOptionNames.IsWithoutEffect(name) && value is not (null or string))
            {
                throw Fail(name, $"Eden's {_kind} has no such option");
            }
        }
    }

    private CheckpointException Fail(string name, string what) => _file.File.Fail($"{_where}['{Printable.Of(name)}']: {what}");
}
