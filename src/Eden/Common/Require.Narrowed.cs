using System.Globalization;
using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <content>Checks of numbers as they will be used: rounded from double to the element type.</content>
internal static partial class Require
{
    /// <summary>The value rounded to <typeparamref name="T"/>; refuses one that is infinite there, or NaN. It may round to 0.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">What it is, in the names of the options that make it.</param>
    public static T Within<T>(double value, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T narrowed = T.CreateTruncating(value);
        return T.IsFinite(narrowed) ? narrowed : throw RefusedNumber<T>(name, value, value < 0 ? $"must be at least {Text(-ElementRange.Largest<T>())}" : $"must be at most {Text(ElementRange.Largest<T>())}");
    }

    /// <summary>A value times a factor, rounded to <typeparamref name="T"/>; refuses one that is infinite there, or becomes 0 and is
    /// not.</summary>
    /// <param name="value">The value, at least 0.</param>
    /// <param name="name">What it is.</param>
    /// <param name="factor">The factor, above 0.</param>
    public static T NotVanishing<T>(double value, string name, double factor = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Within<T>(value, name);
        T narrowed = Within<T>(value * factor, name);
        return narrowed > T.Zero || value == 0 ? narrowed : throw RefusedNumber<T>(name, value, $"rounds to 0; give 0 or at least {Text(ElementRange.Smallest<T>() / factor)}");
    }

    /// <summary>The largest number whose inverse, too, is a normal number of <typeparamref name="T"/>.</summary>
    public static double LargestScale<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => 1 / ElementRange.SmallestNormal<T>();

    /// <summary>A scale of gradients: it and its inverse must be normal numbers of <typeparamref name="T"/>.</summary>
    public static double Scale<T>(double value, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        value >= ElementRange.SmallestNormal<T>() && value <= LargestScale<T>()
            ? value
            : throw RefusedNumber<T>(name, value, $"must be from {Text(ElementRange.SmallestNormal<T>())} to {Text(LargestScale<T>())}");

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static ArgumentOutOfRangeException RefusedNumber<T>(string name, double value, string range)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(name, value, $"{name} is {Text(value)}; in {ElementRange.NameOf<T>()} it {range}.");
}
