using System.Globalization;
using System.Runtime.CompilerServices;

namespace Eden;

/// <content>Checks of counts of steps, and of the ranges that only schedules have.</content>
internal static partial class Require
{
    /// <summary>2⁵³, the largest count of which a double holds every smaller one.</summary>
    public const long MostSteps = 1L << 53;

    public static long AtLeastOneStep(long value, [CallerMemberName] string name = "") =>
        value is >= 1 and <= MostSteps ? value : throw RefusedCount(name, value, "at least 1 and at most 2^53");

    public static long AtLeastZeroSteps(long value, [CallerMemberName] string name = "") =>
        value is >= 0 and <= MostSteps ? value : throw RefusedCount(name, value, "at least 0 and at most 2^53");

    public static double Fraction(double value, [CallerMemberName] string name = "") =>
        value is >= 0 and <= 1 ? value : throw Refused(name, value, "at least 0 and at most 1");

    private static ArgumentOutOfRangeException RefusedCount(string name, long value, string range) =>
        new(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it must be {range}."));
}
