using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Eden.Kernels;

/// <summary>What computes the square roots of a lane of 512 bits. Each rounds exactly, so all give the same bits.</summary>
internal interface IRoot
{
    static abstract Vector512<T> Of<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>The processor's own square root, in its divider.</summary>
internal readonly struct DividerRoot : IRoot
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Of<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector512.Sqrt(x);
}

/// <summary>
/// The square root of floats by multiplications, which leaves the divider to divisions: the processor's estimate of 1/√x, a step
/// of Newton's method for √x and 1/(2√x) together, and a correction by the exact remainder x − r². Zeros are put right, as second
/// moments often are zero; beside numbers too small for an exact remainder, or without a finite root, a vector goes to the divider.
/// </summary>
internal readonly struct ProductRoot : IRoot
{
    /// <summary>2⁻⁷⁶: from there on no remainder is denormal.</summary>
    private const uint LeastBits = (127 - 76) << 23;

    private const uint InfinityBits = 0x7F800000;

    private static Vector512<uint> Range => Vector512.Create(InfinityBits - LeastBits);

    /// <summary>Whether the processor makes the estimate and negates in a multiply-add, so that this pays.</summary>
    public static bool IsSupported => Avx512F.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Of<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector512<float> number = x.AsSingle();
        Vector512<float> root = Refine(number, IsSupported ? Avx512F.ReciprocalSqrt14(number) : Vector512<float>.One / Vector512.Sqrt(number));
        Vector512<uint> distance = x.AsUInt32() - Vector512.Create(LeastBits);
        if (Vector512.GreaterThanOrEqualAny(distance, Range))
        {
            Vector512<float> isZero = Vector512.Equals(number, Vector512<float>.Zero);
            bool areOthersIn = Vector512.LessThanAll(distance & ~isZero.AsUInt32(), Range);
            root = areOthersIn ? Vector512.ConditionalSelect(isZero, number, root) : Vector512.Sqrt(number);
        }

        return root.As<float, T>();
    }

    /// <summary>√x, rounded exactly, from any <paramref name="estimate"/> of 1/√x within 2⁻¹⁴ of it, as every
    /// processor's is: all significands were tried with all such estimates (<c>docs/LOG.md</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Refine(Vector512<float> x, Vector512<float> estimate)
    {
        Vector512<float> half = Vector512.Create(0.5f);
        Vector512<float> root = x * estimate;
        Vector512<float> halfInverse = half * estimate;
        Vector512<float> error = MinusProduct(halfInverse, root, half);
        root = Vector512.FusedMultiplyAdd(root, error, root);
        halfInverse = Vector512.FusedMultiplyAdd(halfInverse, error, halfInverse);
        Vector512<float> remainder = MinusProduct(root, root, x);
        return Vector512.FusedMultiplyAdd(halfInverse, remainder, root);
    }

    /// <summary>z − x·y, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> MinusProduct(Vector512<float> x, Vector512<float> y, Vector512<float> z) =>
        IsSupported ? Avx512F.FusedMultiplyAddNegated(x, y, z) : Vector512.FusedMultiplyAdd(-x, y, z);
}
