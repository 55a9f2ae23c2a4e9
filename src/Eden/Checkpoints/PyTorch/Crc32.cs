using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmCrc = System.Runtime.Intrinsics.Arm.Crc32;

namespace Eden.Checkpoints.PyTorch;

/// <summary>The check sum of zip entries and gzip members: CRC-32 with the polynomial 0x04C11DB7, reflected.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(index => ShiftByte((uint)index))];

    /// <summary>Goes on with a check sum that began with 0.</summary>
    /// <param name="crc">The check sum so far.</param>
    /// <param name="data">The bytes that follow.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        uint register = ~crc;
        if (Pclmulqdq.IsSupported && data.Length >= 64)
        {
            register = FoldCarryless(register, ref data);
        }
        else if (ArmCrc.Arm64.IsSupported)
        {
            while (data.Length >= sizeof(ulong))
            {
                register = ArmCrc.Arm64.ComputeCrc32(register, BinaryPrimitives.ReadUInt64LittleEndian(data));
                data = data[sizeof(ulong)..];
            }
        }

        foreach (byte value in data)
        {
            register = Table[(byte)(register ^ value)] ^ (register >> 8);
        }

        return ~register;
    }

    private static uint ShiftByte(uint value)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
        }

        return value;
    }

    /// <summary>Folds 64 bytes at a time with carry-less products (Gopal et al., "Fast CRC Computation for Generic Polynomials Using
    /// PCLMULQDQ Instruction", 2009). The constants are powers of x modulo the polynomial, reflected.</summary>
    /// <param name="register">The register of the check sum.</param>
    /// <param name="data">At least 64 bytes; what is left over afterwards.</param>
    private static uint FoldCarryless(uint register, ref ReadOnlySpan<byte> data)
    {
        ref byte start = ref MemoryMarshal.GetReference(data);
        Vector128<ulong> by512 = Vector128.Create(0x0154442bd4UL, 0x01c6e41596UL);
        Vector128<ulong> by128 = Vector128.Create(0x01751997d0UL, 0x00ccaa009eUL);
        Vector128<ulong> x0 = Load(ref start, 0) ^ Vector128.CreateScalar(register).AsUInt64();
        Vector128<ulong> x1 = Load(ref start, 16);
        Vector128<ulong> x2 = Load(ref start, 32);
        Vector128<ulong> x3 = Load(ref start, 48);
        nuint position = 64;
        nuint length = (nuint)data.Length;
        for (; position + 64 <= length; position += 64)
        {
            x0 = Fold(x0, by512) ^ Load(ref start, position);
            x1 = Fold(x1, by512) ^ Load(ref start, position + 16);
            x2 = Fold(x2, by512) ^ Load(ref start, position + 32);
            x3 = Fold(x3, by512) ^ Load(ref start, position + 48);
        }

        Vector128<ulong> x = Fold(Fold(Fold(x0, by128) ^ x1, by128) ^ x2, by128) ^ x3;
        for (; position + 16 <= length; position += 16)
        {
            x = Fold(x, by128) ^ Load(ref start, position);
        }

        data = data[(int)position..];
        return Reduce(x, by128);
    }

    private static uint Reduce(Vector128<ulong> x, Vector128<ulong> by128)
    {
        // 128 bits to 96, to 64, and by Barrett's reduction to 32.
        Vector128<ulong> low32 = Vector128.Create(0xFFFFFFFFUL, 0UL);
        x = Pclmulqdq.CarrylessMultiply(x, by128, 0x10) ^ Vector128.Create(x.GetElement(1), 0UL);
        x = Pclmulqdq.CarrylessMultiply(x & low32, Vector128.CreateScalar(0x0163cd6124UL), 0x00) ^ ShiftRight32(x);
        Vector128<ulong> barrett = Vector128.Create(0x01db710641UL, 0x01f7011641UL);
        Vector128<ulong> quotient = Pclmulqdq.CarrylessMultiply(x & low32, barrett, 0x10);
        x ^= Pclmulqdq.CarrylessMultiply(quotient & low32, barrett, 0x00);
        return x.AsUInt32().GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Fold(Vector128<ulong> x, Vector128<ulong> by) =>
        Pclmulqdq.CarrylessMultiply(x, by, 0x00) ^ Pclmulqdq.CarrylessMultiply(x, by, 0x11);

    private static Vector128<ulong> ShiftRight32(Vector128<ulong> x) =>
        Vector128.Create((x.GetElement(0) >> 32) | (x.GetElement(1) << 32), x.GetElement(1) >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Load(ref byte start, nuint offset) => Vector128.LoadUnsafe(ref start, offset).AsUInt64();
}
