using System.CommandLine;
using System.Globalization;

namespace Eden.Cli.Options;

/// <summary>An option that takes a number of bytes: <c>800000000</c>, <c>800M</c>, <c>2G</c>.</summary>
internal static class ByteCountOption
{
    public static Option<long> Create(string name, string description, long defaultValue) => new(name)
    {
        Description = description,
        HelpName = "bytes",
        DefaultValueFactory = _ => defaultValue,
        CustomParser = result => TryParse(NumberOption.TextOf(result), out long bytes) ? bytes : NumberOption.Refuse<long>(result, name, "a whole number above 0, optionally followed by K, M or G"),
    };

    private static bool TryParse(string text, out long bytes)
    {
        long unit = text.Length == 0 ? 1 : char.ToUpperInvariant(text[^1]) switch
        {
            'K' => 1_000,
            'M' => 1_000_000,
            'G' => 1_000_000_000,
            _ => 1,
        };
        bool parsed = long.TryParse(unit == 1 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long count);
        bytes = parsed && count <= long.MaxValue / unit ? count * unit : 0;
        return bytes > 0;
    }
}
