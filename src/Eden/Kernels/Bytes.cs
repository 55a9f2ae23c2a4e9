using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Eden.Kernels;

/// <summary>Integers as bytes.</summary>
internal static unsafe class Bytes
{
    /// <summary>Stores the low byte of each of 16.</summary>
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

    /// <summary>Stores 64 integers from 0 to 255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<uint> first, Vector512<uint> second, Vector512<uint> third, Vector512<uint> fourth, byte* destination)
    {
        if (Avx512BW.IsSupported)
        {
            // Packing goes on within quarters of a vector; the last instruction brings those in order.
            Vector512<short> lower = Avx512BW.PackUnsignedSaturate(first.AsInt32(), second.AsInt32()).AsInt16();
            Vector512<short> upper = Avx512BW.PackUnsignedSaturate(third.AsInt32(), fourth.AsInt32()).AsInt16();
            Vector512<uint> mixed = Avx512BW.PackUnsignedSaturate(lower, upper).AsUInt32();
            Avx512F.PermuteVar16x32(mixed, Vector512.Create(0u, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)).Store((uint*)destination);
        }
        else
        {
            Store(first, destination);
            Store(second, destination + 16);
            Store(third, destination + 32);
            Store(fourth, destination + 48);
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
