using System.CommandLine;
using System.Globalization;
using Eden.Lab.Sweeps;

namespace Eden.Cli.Options;

/// <summary>An option that takes the values of an axis: <c>1e-4..1e-1:8</c>, evenly spaced on a logarithmic scale, or one number.</summary>
internal static class AxisOption
{
    public static Option<SweepAxis?> Create(string name, string description, SweepAxis defaultValue) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"{description}, e.g. 1e-4..1e-1:8, or one number [default: {defaultValue.From:0e-0}..{defaultValue.To:0e-0}:{defaultValue.Count}]"),
        HelpName = "from..to:count",
        CustomParser = result => Parse(NumberOption.TextOf(result), defaultValue.Count) ?? NumberOption.Refuse<SweepAxis>(result, name, "from..to:count with 0 < from < to, like 1e-4..1e-1:8, or one number"),
    };

    private static SweepAxis? Parse(string text, int defaultCount)
    {
        if (NumberOption.TryParseReal(text, out double only))
        {
            return new SweepAxis(only, only, 1);
        }

        string[] parts = text.Split(':');
        string[] bounds = parts[0].Split("..");
        int count = defaultCount;
        bool isRead = bounds.Length == 2 && parts.Length <= 2 && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out count));
        return isRead && NumberOption.TryParseReal(bounds[0], out double from) && NumberOption.TryParseReal(bounds[1], out double to) ? new SweepAxis(from, to, count) : null;
    }
}
