using System.CommandLine;
using System.Globalization;
using Eden.Lab.Training;

namespace Eden.Cli.Options;

/// <summary>The settings of all optimizers, or of all schedules, as options: the catalog is the only list of them.</summary>
internal sealed class SettingOptions
{
    /// <summary>What a length of training is counted in.</summary>
    public const string LengthUnit = "below 1 a share of the training, from 1 on a number of steps";

    private readonly List<(string Name, Option<double?> Option)> _numbers = [];
    private readonly List<(string Name, Option<bool> Option)> _switches = [];

    /// <summary>Makes the options.</summary>
    /// <param name="entries">What can be chosen, and its settings.</param>
    /// <param name="leftOut">Settings that have no option here.</param>
    public SettingOptions(IEnumerable<(string Name, IReadOnlyList<Setting> Settings)> entries, params string[] leftOut)
    {
        (string Name, Setting Setting)[] takers = [.. entries.SelectMany(entry => entry.Settings.Select(setting => (entry.Name, setting)))];
        int count = entries.Count();
        foreach (IGrouping<string, (string Name, Setting Setting)> group in takers.GroupBy(taker => taker.Setting.Name).Where(group => !leftOut.Contains(group.Key)))
        {
            Setting first = group.First().Setting;
            string option = $"--{group.Key}";
            if (first.Kind == SettingKind.Switch)
            {
                _switches.Add((group.Key, new Option<bool>(option) { Description = $"{first.Description} [{string.Join(", ", group.Select(taker => taker.Name))}]" }));
            }
            else
            {
                (string unit, string value) = first.Kind == SettingKind.Length ? ($": {LengthUnit}", "length") : ("", "number");
                _numbers.Add((group.Key, NumberOption.OptionalReal(option, $"{first.Description}{unit} [{Defaults([.. group], count)}]", value)));
            }
        }
    }

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [.. _numbers.Select(number => number.Option), .. _switches.Select(item => item.Option)];

    /// <summary>What was given.</summary>
    public SortedDictionary<string, double> Read(ParseResult parsed)
    {
        SortedDictionary<string, double> settings = new(StringComparer.Ordinal);
        foreach ((string name, Option<double?> option) in _numbers)
        {
            if (parsed.GetValue(option) is double value)
            {
                settings.Add(name, value);
            }
        }

        foreach ((string name, Option<bool> option) in _switches)
        {
            if (parsed.GetValue(option))
            {
                settings.Add(name, 1);
            }
        }

        return settings;
    }

    /// <summary>Who takes a setting, and with which default: <c>adamw, adam: 0.001; nadam: 0.002</c>.</summary>
    private static string Defaults((string Name, Setting Setting)[] takers, int all) => string.Join("; ", takers
        .GroupBy(taker => taker.Setting.Default)
        .Select(group => string.Create(CultureInfo.InvariantCulture, $"{(group.Count() == all ? "all" : string.Join(", ", group.Select(taker => taker.Name)))}: {group.Key}")));
}
