using System.Numerics;
using System.Runtime.InteropServices;

namespace Eden.Checkpoints;

/// <summary>Elements of every <see cref="TensorType"/> as numbers.</summary>
internal static class TensorNumbers
{
    /// <summary>Converts elements. All come out exactly but for integers beyond 2⁵³.</summary>
    /// <param name="type">What the bytes are.</param>
    /// <param name="bytes">Whole elements, little-endian.</param>
    /// <param name="numbers">Takes as many numbers.</param>
    public static void Convert(TensorType type, ReadOnlySpan<byte> bytes, Span<double> numbers)
    {
        switch (type)
        {
            case TensorType.F64:
                MemoryMarshal.Cast<byte, double>(bytes).CopyTo(numbers);
                break;
            case TensorType.F32:
                Widen<float, double>(bytes, numbers);
                break;
            case TensorType.F16:
                Widen<Half, double>(bytes, numbers);
                break;
            case TensorType.BF16:
                ReadOnlySpan<ushort> upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < upper.Length; i++)
                {
                    numbers[i] = BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
                }

                break;
            case TensorType.F8E4M3 or TensorType.F8E5M2:
                for (int i = 0; i < bytes.Length; i++)
                {
                    numbers[i] = type == TensorType.F8E4M3 ? FromE4M3(bytes[i]) : (double)BitConverter.UInt16BitsToHalf((ushort)(bytes[i] << 8));
                }

                break;
            default:
                ConvertIntegers(type, bytes, numbers);
                break;
        }
    }

    /// <summary>Converts elements of an integer type.</summary>
    /// <param name="type">What the bytes are.</param>
    /// <param name="bytes">Whole elements, little-endian.</param>
    /// <param name="numbers">Takes as many numbers.</param>
    public static void ConvertIntegers<TNumber>(TensorType type, ReadOnlySpan<byte> bytes, Span<TNumber> numbers)
        where TNumber : unmanaged, INumber<TNumber>
    {
        switch (type)
        {
            case TensorType.I64:
                Widen<long, TNumber>(bytes, numbers);
                break;
            case TensorType.I32:
                Widen<int, TNumber>(bytes, numbers);
                break;
            case TensorType.I16:
                Widen<short, TNumber>(bytes, numbers);
                break;
            case TensorType.I8:
                Widen<sbyte, TNumber>(bytes, numbers);
                break;
            case TensorType.U64:
                Widen<ulong, TNumber>(bytes, numbers);
                break;
            case TensorType.U32:
                Widen<uint, TNumber>(bytes, numbers);
                break;
            case TensorType.U16:
                Widen<ushort, TNumber>(bytes, numbers);
                break;
            default:
                Widen<byte, TNumber>(bytes, numbers);
                break;
        }
    }

    private static void Widen<T, TNumber>(ReadOnlySpan<byte> bytes, Span<TNumber> numbers)
        where T : unmanaged, INumber<T>
        where TNumber : unmanaged, INumber<TNumber>
    {
        ReadOnlySpan<T> elements = MemoryMarshal.Cast<byte, T>(bytes);
        for (int i = 0; i < elements.Length; i++)
        {
            numbers[i] = TNumber.CreateTruncating(elements[i]);
        }
    }

    /// <summary>The type has no infinity, and NaN where all bits but the sign are set (Micikevicius et al., "FP8 Formats for Deep
    /// Learning", 2022).</summary>
    private static double FromE4M3(byte bits)
    {
        int exponent = (bits >> 3) & 15;
        int mantissa = bits & 7;
        double magnitude = (exponent, mantissa) switch
        {
            (15, 7) => double.NaN,
            (0, _) => mantissa * 0.001953125, // 2⁻⁹
            _ => Math.ScaleB(8 + mantissa, exponent - 10),
        };
        return bits < 128 ? magnitude : -magnitude;
    }
}
