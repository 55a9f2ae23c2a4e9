using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Eden.Kernels;

/// <summary>
/// x·y + z of floats, rounded once, on x64 without a fused multiply-add, where the platform calls a function for each element.
/// The product is exact in double. The sum, rounded to double, rounds to the right float unless it lies halfway between two; then
/// it is rounded to odd first (Boldo and Melquiond, "Emulation of a FMA and correctly rounded sums", 2008).
/// </summary>
internal static class FloatFma
{
    /// <summary>The low bits of a double that are zero halfway between two floats, also denormal ones.</summary>
    private const int HalfwayBits = 28;

    /// <summary>Whether the platform's own is a call.</summary>
    private static bool IsNeeded
    {
        // Native AOT would leave a call to the getter of a constant in the loop.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Sse41.IsSupported && !Fma.IsSupported;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Of(Vector128<float> x, Vector128<float> y, Vector128<float> z) => IsNeeded ? InDouble(x, y, z) : Vector128.FusedMultiplyAdd(x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> InDouble(Vector128<float> x, Vector128<float> y, Vector128<float> z)
    {
        Vector128<double> lower = (Vector128.WidenLower(x) * Vector128.WidenLower(y)) + Vector128.WidenLower(z);
        Vector128<double> upper = (Vector128.WidenUpper(x) * Vector128.WidenUpper(y)) + Vector128.WidenUpper(z);
        Vector128<uint> lowBits = Vector128.Narrow(lower.AsUInt64(), upper.AsUInt64()) << (32 - HalfwayBits);
        return Vector128.EqualsAny(lowBits, Vector128<uint>.Zero) ? OfHalfway(x, y, z) : Vector128.Narrow(lower, upper);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector128<float> OfHalfway(Vector128<float> x, Vector128<float> y, Vector128<float> z) => Vector128.Narrow(
        SumToOdd(Vector128.WidenLower(x) * Vector128.WidenLower(y), Vector128.WidenLower(z)),
        SumToOdd(Vector128.WidenUpper(x) * Vector128.WidenUpper(y), Vector128.WidenUpper(z)));

    /// <summary>a + b; where it is inexact, of the two doubles around it the one with an odd last bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> SumToOdd(Vector128<double> a, Vector128<double> b)
    {
        Vector128<double> sum = a + b;
        Vector128<double> taken = sum - a;
        Vector128<double> error = (a - (sum - taken)) + (b - taken);
        Vector128<ulong> isTooLarge = (error.AsUInt64() ^ sum.AsUInt64()) >>> 63;
        Vector128<double> odd = ((sum.AsUInt64() - isTooLarge) | Vector128<ulong>.One).AsDouble();
        return Vector128.ConditionalSelect(Vector128.GreaterThan(Vector128.Abs(error), Vector128<double>.Zero), odd, sum);
    }
}
