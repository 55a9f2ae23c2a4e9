using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Eden.Kernels;

/// <summary>16 integers as bytes.</summary>
internal static unsafe class Bytes
{
    /// <summary>Stores the low byte of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<uint> numbers, byte* destination)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.ConvertToVector128Byte(numbers).Store(destination);
        }
        else
        {
            Vector256<ushort> halves = Vector256.Narrow(numbers.GetLower(), numbers.GetUpper());
            Vector128.Narrow(halves.GetLower(), halves.GetUpper()).Store(destination);
        }
    }

    /// <summary>Bytes as integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Widen(byte* bytes)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector512UInt32(Vector128.Load(bytes));
        }

        (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Vector128.Load(bytes));
        (Vector128<uint> first, Vector128<uint> second) = Vector128.Widen(lower);
        (Vector128<uint> third, Vector128<uint> fourth) = Vector128.Widen(upper);
        return Vector512.Create(Vector256.Create(first, second), Vector256.Create(third, fourth));
    }
}
