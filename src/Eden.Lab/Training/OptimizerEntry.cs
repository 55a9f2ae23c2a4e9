using System.Numerics;

namespace Eden.Lab.Training;

/// <summary>An optimizer of the catalog.</summary>
internal abstract class OptimizerEntry
{
    private protected OptimizerEntry(string name, string description, IReadOnlyList<Setting> settings)
    {
        Name = name;
        Description = description;
        Settings = settings;
    }

    /// <summary>The name that configurations and the command line use.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public string Description { get; }

    /// <summary>What can be set.</summary>
    public IReadOnlyList<Setting> Settings { get; }

    /// <summary>The value of a setting, set or by default.</summary>
    internal double ValueOf(string name, OptimizerConfig config) => config.Settings.GetValueOrDefault(name, Settings.First(setting => setting.Name == name).Default);

    /// <summary>Refuses settings that the optimizer does not have or take.</summary>
    /// <exception cref="InputException">A setting is unknown or out of range, or two contradict each other.</exception>
    internal abstract void Validate(OptimizerConfig config);

    /// <summary>Makes the optimizer.</summary>
    /// <exception cref="InputException">A setting is unknown or out of range, or two contradict each other.</exception>
    internal abstract TrainedOptimizer<T> Make<T>(IReadOnlyList<Parameter<T>> parameters, OptimizerConfig config)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>A setting that an options record takes.</summary>
internal sealed record Setting<TOptions>(string Name, string Description, SettingKind Kind, double Default, Func<TOptions, double, TOptions> Set)
    : Setting(Name, Description, Kind, Default);

/// <inheritdoc cref="OptimizerEntry"/>
internal sealed class OptimizerEntry<TOptions> : OptimizerEntry
    where TOptions : OptimizerOptions
{
    private readonly TOptions _defaults;
    private readonly Setting<TOptions>[] _settings;
    private readonly Func<ParameterGroup<float, TOptions>[], Optimizer<float>> _makeSingle;
    private readonly Func<ParameterGroup<double, TOptions>[], Optimizer<double>> _makeDouble;

    public OptimizerEntry(
        string name,
        string description,
        TOptions defaults,
        Setting<TOptions>[] settings,
        Func<ParameterGroup<float, TOptions>[], Optimizer<float>> makeSingle,
        Func<ParameterGroup<double, TOptions>[], Optimizer<double>> makeDouble)
        : base(name, description, settings)
    {
        _defaults = defaults;
        _settings = settings;
        _makeSingle = makeSingle;
        _makeDouble = makeDouble;
    }

    internal override void Validate(OptimizerConfig config)
    {
        using Parameter<float> parameter = new("p", 1);
        _ = Split([parameter], config);
    }

    internal override TrainedOptimizer<T> Make<T>(IReadOnlyList<Parameter<T>> parameters, OptimizerConfig config)
    {
        ParameterGroup<T, TOptions>[] groups = Split(parameters, config);
        Optimizer<T> optimizer = typeof(T) == typeof(float)
            ? (Optimizer<T>)(object)_makeSingle((ParameterGroup<float, TOptions>[])(object)groups)
            : (Optimizer<T>)(object)_makeDouble((ParameterGroup<double, TOptions>[])(object)groups);
        Setting<TOptions>? momentum = Array.Find(_settings, setting => setting.Name is "beta1" || (setting.Name is "momentum" && config.Settings.GetValueOrDefault(setting.Name, setting.Default) > 0));
        return new TrainedOptimizer<T>(optimizer, momentum is null ? null : value =>
        {
            foreach (ParameterGroup<T, TOptions> group in groups)
            {
                group.Options = momentum.Set(group.Options, value);
            }
        });
    }

    private ParameterGroup<T, TOptions>[] Split<T>(IReadOnlyList<Parameter<T>> parameters, OptimizerConfig config)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TOptions options = _defaults;
        foreach ((string name, double value) in config.Settings)
        {
            Setting<TOptions> setting = Array.Find(_settings, setting => setting.Name == name)
                ?? throw new InputException($"{Name} has no {name}{Hint(name)}; it has {string.Join(", ", Settings.Select(setting => setting.Name))}");
            options = Refusal.Translate(setting, value, () => setting.Set(options, value));
        }

        return Refusal.Translate(() => Decay.Split(parameters, options, config.DecaysAll ? _ => true : null));
    }

    private static string Hint(string name) => name switch
    {
        "weight-decay" => " past its moments",
        "l2" => " penalty",
        _ => "",
    };
}
