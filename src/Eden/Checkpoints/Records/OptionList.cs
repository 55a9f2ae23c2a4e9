using System.Globalization;
using Eden.Checkpoints.PyTorch;

namespace Eden.Checkpoints;

/// <summary>The values of an options record as a list.</summary>
internal sealed class OptionList : IOptionMap
{
    private readonly List<(string Name, object? Value)> _values = [];
    private readonly List<(string Name, TorchOptionName PyTorch)> _torchNames = [];

    /// <summary>Names and values, each a <see cref="double"/>, <see cref="long"/>, <see cref="bool"/>, <see cref="string"/> or
    /// null.</summary>
    public IReadOnlyList<(string Name, object? Value)> Values => _values;

    /// <summary>PyTorch's names of those that PyTorch has.</summary>
    public IReadOnlyList<(string Name, TorchOptionName PyTorch)> TorchNames => _torchNames;

    public static IReadOnlyList<(string Name, object? Value)> Of(OptimizerOptions options) => All(options).Values;

    /// <summary>The values and PyTorch's names.</summary>
    public static OptionList All(OptimizerOptions options)
    {
        OptionList list = new();
        options.Map(list);
        return list;
    }

    /// <summary>The values in which one record is not like another, as <c>Patience 3 instead of 10</c>; empty where they are
    /// equal.</summary>
    public static string Differences(OptionList one, OptionList other) => string.Join(", ", one.Values.Zip(other.Values)
        .Where(pair => !Equals(pair.First.Value, pair.Second.Value))
        .Select(pair => $"{pair.First.Name} {Text(pair.First.Value)} instead of {Text(pair.Second.Value)}"));

    /// <summary>A value as in messages and tables.</summary>
    public static string Text(object? value) => value switch
    {
        null => "none",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    public double Number(string name, double value, string? pyTorch = null) => Add(name, value, pyTorch);

    public double? Number(string name, double? value, string? pyTorch = null) => Add(name, value, pyTorch);

    public long Count(string name, long value, string? pyTorch = null) => Add(name, value, pyTorch);

    public bool Flag(string name, bool value, string? pyTorch = null) => Add(name, value, pyTorch);

    public TEnum Choice<TEnum>(string name, TEnum value, string? pyTorch = null)
        where TEnum : struct, Enum
    {
        Add(name, (object?)value.ToString(), pyTorch);
        return value;
    }

    private TValue Add<TValue>(string name, TValue value, string? pyTorch)
    {
        _values.Add(_values.Exists(one => one.Name == name)
            ? throw new CheckpointException($"Map takes '{Printable.Of(name)}' twice; every value needs a name that no other has")
            : (name, value));
        if (pyTorch is not null)
        {
            _torchNames.Add((name, TorchOptionName.Parse(pyTorch)));
        }

        return value;
    }
}
