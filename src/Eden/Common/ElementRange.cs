using System.Numerics;

namespace Eden.Kernels;

/// <summary>What numbers an element type holds.</summary>
internal static class ElementRange
{
    public static string NameOf<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(float) ? "float32" : "float64";

    /// <summary>2⁻¹²⁶ or 2⁻¹⁰²², below which numbers lose digits.</summary>
    public static double SmallestNormal<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(float) ? 1.17549435e-38f : 2.2250738585072014e-308;

    /// <summary>The smallest number above 0.</summary>
    public static double Smallest<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(float) ? float.Epsilon : double.Epsilon;

    /// <summary>The distance from 1 to the next number.</summary>
    public static double MachineEpsilon<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(float) ? 1.1920928955078125e-7 : 2.220446049250313e-16;

    public static double Largest<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(float) ? float.MaxValue : double.MaxValue;
}
