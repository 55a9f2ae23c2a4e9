using System.Globalization;

namespace Eden.Checkpoints.PyTorch;

/// <summary>Replaces the values of an options record by those of a group of PyTorch's. Options that PyTorch does not have keep their
/// values; those that the group lacks, as one of an older version may, get the optimizer's defaults.</summary>
internal sealed class TorchOptionMap : IOptionMap
{
    private readonly IReadOnlyDictionary<string, object?> _group;
    private readonly Func<string, string, Exception> _fail;
    private readonly string _mustBe;
    private readonly Dictionary<string, object?> _defaults;
    private readonly Dictionary<string, TorchOptionName> _names;

    /// <summary>Starts reading.</summary>
    /// <param name="optimizer">The optimizer of the group.</param>
    /// <param name="group">By name: a <see cref="bool"/>, a <see cref="double"/>, an array of <see cref="double"/> or of its
    /// <see cref="Nullable{T}"/>, null, or something that no option is.</param>
    /// <param name="fail">Takes the name of an option and what is wrong with it.</param>
    /// <param name="mustBe">How complaints begin that end in "a number".</param>
    public TorchOptionMap(RegisteredOptimizer optimizer, IReadOnlyDictionary<string, object?> group, Func<string, string, Exception> fail, string mustBe = "must be")
    {
        (_group, _fail, _mustBe) = (group, fail, mustBe);
        OptionList defaults = OptionList.All(optimizer.Defaults);
        _defaults = defaults.Values.ToDictionary(StringComparer.Ordinal);
        _names = defaults.TorchNames.ToDictionary(StringComparer.Ordinal);
        foreach (string name in _names.Values.Select(option => option.Switch).OfType<string>().Distinct())
        {
            if (FindSwitch(name) is bool isOn && _names.Values.All(option => option.Switch != name || option.NeedsOn != isOn))
            {
                string? other = OptimizerRegistry.All.FirstOrDefault(row => OptionList.All(row.Defaults).TorchNames.Any(option => option.PyTorch.Switch == name && option.PyTorch.NeedsOn == isOn))?.Name;
                throw fail(name, $"is {(isOn ? "true" : "false")}: the optimizer was {other}, not {optimizer.Name}");
            }
        }
    }

    /// <summary>Whether a PyTorch before 2.0 wrote the group, whose NAdam counted its momentum twice by mistake.</summary>
    public bool IsBefore2 { get; init; }

    /// <summary>Whether a key of the group is one of an option.</summary>
    public bool Knows(string key) => _names.Values.Any(option => option.Name == key || option.Switch == key);

    public double Number(string name, double value, string? pyTorch = null) => pyTorch is null ? value
        : !Applies(name) ? 0
        : Find(name) switch
        {
            null when _names[name].Index is null || _group.GetValueOrDefault(_names[name].Name) is null => (double)_defaults[name]!,
            double found => found,
            _ => throw MustBe(name, "a number"),
        };

    public double? Number(string name, double? value, string? pyTorch = null) => pyTorch is null ? value
        : !_group.ContainsKey(_names[name].Name) ? (double?)_defaults[name]
        : Find(name) switch
        {
            null => null,
            double found => found,
            _ => throw MustBe(name, "a number"),
        };

    public long Count(string name, long value, string? pyTorch = null) => pyTorch is null ? value
        : Find(name) switch
        {
            null => (long)_defaults[name]!,
            double found when found == Math.Truncate(found) && Math.Abs(found) <= Require.MostSteps => (long)found,
            _ => throw MustBe(name, "a whole number"),
        };

    public bool Flag(string name, bool value, string? pyTorch = null) => pyTorch is null
        ? value || (IsBefore2 && name == nameof(NAdamOptions.CountsMomentumTwice))
        : FindSwitch(pyTorch) ?? (bool)_defaults[name]!;

    public TEnum Choice<TEnum>(string name, TEnum value, string? pyTorch = null)
        where TEnum : struct, Enum
    {
        if (pyTorch is null)
        {
            return value;
        }

        string[] choices = _names[name].Choices;
        object? found = Find(name);
        int index = found is null ? 0 : Array.IndexOf(choices, found);
        return index >= 0 ? Enum.GetValues<TEnum>()[index] : throw MustBe(name, $"one of {string.Join(", ", choices)}");
    }

    /// <summary>Whether the switch of an option stands as the option needs it. Where the group lacks the switch, an option applies
    /// that has no counterpart, and otherwise the one that needs it off.</summary>
    private bool Applies(string name)
    {
        TorchOptionName option = _names[name];
        return option.Switch is null || option.NeedsOn == (FindSwitch(option.Switch)
            ?? !_names.Values.Any(other => other.Switch == option.Switch && !other.NeedsOn));
    }

    private bool? FindSwitch(string name) => _group.GetValueOrDefault(name) switch
    {
        null => null,
        bool isOn => isOn,
        _ => throw _fail(name, $"{_mustBe} true or false"),
    };

    private object? Find(string name)
    {
        TorchOptionName option = _names[name];
        object? value = _group.GetValueOrDefault(option.Name);
        if (option.Index is not int index || value is null)
        {
            return value;
        }

        int count = _names.Values.Count(other => other.Name == option.Name);
        return value switch
        {
            double[] numbers when numbers.Length == count => numbers[index],
            double?[] numbers when numbers.Length == count => numbers[index],
            _ => throw MustBe(name, string.Create(CultureInfo.InvariantCulture, $"{(count == 2 ? "two" : count)} numbers")),
        };
    }

    private Exception MustBe(string name, string what) => _fail(_names[name].Name, $"{_mustBe} {what}");
}
