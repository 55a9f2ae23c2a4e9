using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Eden.Cli.Options;

/// <summary>Options that take a number: read alike in every culture, and refused in words that name option, value and range.</summary>
internal static class NumberOption
{
    private const NumberStyles RealStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>An option that takes a real number; NaN and infinities are never taken.</summary>
    /// <param name="name">The option, for example <c>--lr</c>.</param>
    /// <param name="description">What it sets, for the help.</param>
    /// <param name="defaultValue">The value without the option.</param>
    /// <param name="accepts">Which finite numbers are allowed.</param>
    /// <param name="allowed">The same in words, to follow "it must be".</param>
    public static Option<double> Real(string name, string description, double defaultValue, Func<double, bool> accepts, string allowed) =>
        new(name)
        {
            Description = description,
            HelpName = "number",
            DefaultValueFactory = _ => defaultValue,
            CustomParser = result => TryParseReal(TextOf(result), out double value) && accepts(value) ? value : Refuse<double>(result, name, allowed),
        };

    /// <summary>An option that takes a whole number of a range.</summary>
    public static Option<long> Whole(string name, string description, long defaultValue, long minimum, long maximum = long.MaxValue, string helpName = "count") =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => defaultValue,
            CustomParser = result => ParseWhole(result, name, minimum, maximum),
        };

    /// <summary>An option that takes a whole number of a range and has no value when left out.</summary>
    public static Option<long?> OptionalWhole(string name, string description, long minimum, long maximum = long.MaxValue, string helpName = "count") =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result => ParseWhole(result, name, minimum, maximum),
        };

    /// <summary>An option that takes a real number and has no value when left out. NaN and infinities are left to whoever knows its
    /// range, and can name it.</summary>
    public static Option<double?> OptionalReal(string name, string description, string helpName = "number") =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result => double.TryParse(TextOf(result), RealStyle, CultureInfo.InvariantCulture, out double value) ? value : Refuse<double?>(result, name, "a number"),
        };

    /// <summary>Reads a finite number written with a decimal point.</summary>
    public static bool TryParseReal(string text, out double value) =>
        double.TryParse(text, RealStyle, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>Records that an option's value is not allowed.</summary>
    public static T? Refuse<T>(ArgumentResult result, string name, string allowed)
    {
        result.AddError($"{name} is '{TextOf(result)}'; it must be {allowed}");
        return default;
    }

    /// <summary>What the user wrote.</summary>
    public static string TextOf(ArgumentResult result) => result.Tokens[0].Value;

    private static long ParseWhole(ArgumentResult result, string name, long minimum, long maximum) =>
        long.TryParse(TextOf(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= minimum && value <= maximum
            ? value
            : Refuse<long>(result, name, $"a whole number from {minimum} to {maximum}");
}
