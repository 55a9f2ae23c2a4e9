using System.Text.Json.Serialization;

namespace Eden.Lab.Recordings;

/// <summary>The type in which a run computes: that of its parameters, gradients and state.</summary>
internal enum ElementType
{
    /// <summary><c>float32</c>: C#'s <see cref="float"/>.</summary>
    [JsonStringEnumMemberName("float32")]
    Bits32,

    /// <summary><c>float64</c>: C#'s <see cref="double"/>.</summary>
    [JsonStringEnumMemberName("float64")]
    Bits64,
}

/// <summary>What an element type means for its numbers.</summary>
internal static class ElementTypes
{
    /// <summary>The name that recordings and options use: <c>float32</c> or <c>float64</c>.</summary>
    public static string Name(this ElementType type) => type == ElementType.Bits32 ? "float32" : "float64";

    /// <summary>The distance from 1 to the next larger number: 2⁻²³ or 2⁻⁵².</summary>
    public static double Epsilon(this ElementType type) => type == ElementType.Bits32 ? 1.0 / (1 << 23) : double.BitIncrement(1) - 1;

    /// <summary>The number of this type that is nearest to a number.</summary>
    public static double Narrow(this ElementType type, double value) => type == ElementType.Bits32 ? (float)value : value;

    /// <summary>Whether a finite number stays finite in this type.</summary>
    public static bool Holds(this ElementType type, double value) => double.IsFinite(type.Narrow(value)) || !double.IsFinite(value);
}
