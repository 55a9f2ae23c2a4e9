using System.Numerics;

namespace Eden.Lab.Training;

/// <summary>An optimizer of the catalog.</summary>
internal sealed class OptimizerEntry(RegisteredOptimizer optimizer)
{
    private readonly IReadOnlyList<OptimizerSetting> _settings = OptimizerSetting.Of(optimizer.Defaults);

    /// <summary>The name that configurations and the command line use.</summary>
    public string Name => optimizer.Command;

    /// <summary>What can be set.</summary>
    public IReadOnlyList<Setting> Settings => _settings;

    /// <summary>The options without any setting.</summary>
    internal OptimizerOptions Defaults => optimizer.Defaults;

    /// <summary>The value of a setting, set or by default.</summary>
    internal double ValueOf(string name, OptimizerConfig config) => config.Settings.GetValueOrDefault(name, Settings.First(setting => setting.Name == name).Default);

    /// <summary>Refuses settings that the optimizer does not have or take.</summary>
    /// <exception cref="InputException">A setting is unknown or out of range, or two contradict each other.</exception>
    internal void Validate(OptimizerConfig config)
    {
        using Parameter<float> parameter = new("p", 1, 1);
        _ = Split([parameter], config);
    }

    /// <summary>Makes the optimizer.</summary>
    /// <exception cref="InputException">A setting is unknown or out of range, or two contradict each other.</exception>
    internal TrainedOptimizer<T> Make<T>(IReadOnlyList<Parameter<T>> parameters, OptimizerConfig config)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ParameterGroup<T>[] groups = Split(parameters, config);
        OptimizerSetting? momentum = _settings.FirstOrDefault(setting => setting.Name is "beta1" || (setting.Name is "momentum" && ValueOf(setting.Name, config) > 0));
        return new TrainedOptimizer<T>(new Optimizer<T>(groups), momentum is null ? null : value =>
        {
            foreach (ParameterGroup<T> group in groups)
            {
                group.Options = momentum.Set(group.Options, value);
            }
        });
    }

    private ParameterGroup<T>[] Split<T>(IReadOnlyList<Parameter<T>> parameters, OptimizerConfig config)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        OptimizerOptions options = Defaults;
        foreach ((string name, double value) in config.Settings)
        {
            OptimizerSetting setting = _settings.FirstOrDefault(setting => setting.Name == name)
                ?? throw new InputException($"{Name} has no {name}{Hint(name)}; it has {string.Join(", ", Settings.Select(setting => setting.Name))}");
            options = Refusal.Translate(setting, value, () => setting.Set(options, value));
        }

        ILookup<bool, Parameter<T>> byTaken = parameters.ToLookup(parameter => options.RefusalOf(parameter.Shape) is null);
        return Refusal.Translate<ParameterGroup<T>[]>(() => [.. Split(byTaken[true], options), .. Split(byTaken[false], options.ForOtherShapes)]);

        IEnumerable<ParameterGroup<T>> Split(IEnumerable<Parameter<T>> some, OptimizerOptions theirs) =>
            some.Any() ? Decay.Split(some, theirs, config.DecaysAll ? _ => true : null) : [];
    }

    private static string Hint(string name) => name switch
    {
        "weight-decay" => " past its moments",
        "l2" => " penalty",
        _ => "",
    };
}
