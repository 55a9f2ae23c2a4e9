using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Eden.Kernels;

/// <summary>Sums of squares in double. Written in 512 bits, which narrower processors do in parts: the order of summation stays the
/// same.</summary>
internal static unsafe class SquareSum
{
    private const int BytesAhead = 4096;

    // Not inlined, as the step's loop (Driver).
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static double Of<T>(T* x, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector512<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        int i = 0;
        for (; i <= length - 32; i += 32)
        {
            Ahead.Fetch((byte*)(x + i) + BytesAhead);
            Ahead.Fetch((byte*)(x + i + 16) + BytesAhead);
            (Vector512<double> a, Vector512<double> b) = Load16(x + i);
            (Vector512<double> c, Vector512<double> d) = Load16(x + i + 16);
            sum0 += a * a;
            sum1 += b * b;
            sum2 += c * c;
            sum3 += d * d;
        }

        double sum = Total(sum0 + sum1 + (sum2 + sum3));
        for (; i < length; i++)
        {
            double value = double.CreateTruncating(x[i]);
            sum += value * value;
        }

        return sum;
    }

    /// <summary>Adds the squares to sums, each to its own, and gives their total.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static double AddTo<T>(T* x, Span<double> sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector512<double> total512 = default;
        int i = 0;
        fixed (double* sum = sums)
        {
            for (; i <= sums.Length - 16; i += 16)
            {
                (Vector512<double> a, Vector512<double> b) = Load16(x + i);
                a *= a;
                b *= b;
                (Vector512.Load(sum + i) + a).Store(sum + i);
                (Vector512.Load(sum + i + 8) + b).Store(sum + i + 8);
                total512 += a + b;
            }
        }

        double total = Total(total512);
        for (; i < sums.Length; i++)
        {
            double value = double.CreateTruncating(x[i]);
            sums[i] += value * value;
            total += value * value;
        }

        return total;
    }

    private static double Total(Vector512<double> sum512)
    {
        Vector256<double> sum256 = sum512.GetLower() + sum512.GetUpper();
        Vector128<double> sum128 = sum256.GetLower() + sum256.GetUpper();
        return sum128[0] + sum128[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double> Lower, Vector512<double> Upper) Load16<T>(T* x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(float)
        ? Vector512.Widen(Vector512.Load((float*)x))
        : (Vector512.Load((double*)x), Vector512.Load((double*)x + 8));
}
