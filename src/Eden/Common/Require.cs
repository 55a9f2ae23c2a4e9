using System.Globalization;
using System.Runtime.CompilerServices;

namespace Eden;

/// <summary>Hyperparameters are checked once, at the door. Every check is written so that NaN fails it.</summary>
internal static partial class Require
{
    public static double AtLeastZero(double value, [CallerMemberName] string name = "") =>
        value >= 0 && double.IsFinite(value) ? value : throw Refused(name, value, "finite and at least 0");

    public static double AtMostZero(double value, [CallerMemberName] string name = "") =>
        value <= 0 && double.IsFinite(value) ? value : throw Refused(name, value, "finite and at most 0");

    public static double Coefficient(double value, [CallerMemberName] string name = "") =>
        value is >= 0 and < 1 ? value : throw Refused(name, value, "at least 0 and less than 1");

    public static double PositiveCoefficient(double value, [CallerMemberName] string name = "") =>
        value is > 0 and < 1 ? value : throw Refused(name, value, "above 0 and less than 1");

    public static double Finite(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) ? value : throw Refused(name, value, "finite");

    public static double Above(double value, double bound, [CallerMemberName] string name = "") =>
        value > bound && double.IsFinite(value) ? value : throw Refused(name, value, string.Create(CultureInfo.InvariantCulture, $"finite and above {bound}"));

    public static long AtLeastZero(long value, [CallerMemberName] string name = "") =>
        value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must be at least 0.");

    public static long AtLeastOne(long value, [CallerMemberName] string name = "") =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must be at least 1.");

    public static long Between(long value, long least, long most, [CallerMemberName] string name = "") =>
        value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must be from {least} to {most}.");

    public static int Between(int value, int least, int most, [CallerMemberName] string name = "") => (int)Between((long)value, least, most, name);

    public static TEnum Defined<TEnum>(TEnum value, [CallerMemberName] string name = "")
        where TEnum : struct, Enum =>
        Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must be one of {string.Join(", ", Enum.GetNames<TEnum>())}.");

    public static IReadOnlyList<TValue> NoNulls<TValue>(IReadOnlyList<TValue> values, [CallerMemberName] string name = "")
        where TValue : class
    {
        for (int i = 0; i < NotNull(values, name).Count; i++)
        {
            _ = values[i] ?? throw new ArgumentException($"{name}[{i}] is null.", name);
        }

        return values;
    }

    public static IReadOnlyDictionary<string, TValue> NoNulls<TValue>(IReadOnlyDictionary<string, TValue> values, [CallerMemberName] string name = "")
        where TValue : class
    {
        foreach ((string key, TValue value) in NotNull(values, name))
        {
            _ = value ?? throw new ArgumentException($"{name}['{key}'] is null.", name);
        }

        return values;
    }

    public static TValue NotNull<TValue>(TValue value, [CallerMemberName] string name = "")
        where TValue : class =>
        value ?? throw new ArgumentNullException(name);

    /// <summary>Refuses two kinds of decay at once.</summary>
    public static void OneDecay(double l2Penalty, double weightDecay)
    {
        if (l2Penalty > 0 && weightDecay > 0)
        {
            throw new ArgumentException("L2Penalty and WeightDecay are both set; choose one of them.");
        }
    }

    private static ArgumentOutOfRangeException Refused(string name, double value, string range) =>
        new(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it must be {range}."));
}
