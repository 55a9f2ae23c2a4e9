namespace Eden.Reference;

/// <summary>State in bfloat16, the upper halves of floats.</summary>
public static class BFloat16State
{
    /// <summary>Rounds numbers up or down, away from zero as often as they are near to the number there.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="step">The number of the parameter's step.</param>
    public static ushort[] Encode(ReadOnlySpan<float> numbers, long step)
    {
        ushort[] halves = new ushort[numbers.Length];
        for (int i = 0; i < halves.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(numbers[i]);
            double beyond = (bits & 0xFFFF) / 65536.0;
            uint half = bits >> 16;
            halves[i] = (ushort)(float.IsNaN(numbers[i]) ? half | 0x40 : beyond + Dither.Fraction(i, step, 16) >= 1 ? half + 1 : half);
        }

        return halves;
    }

    /// <summary>The numbers that halves stand for.</summary>
    public static float[] Decode(ReadOnlySpan<ushort> halves)
    {
        float[] numbers = new float[halves.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
        }

        return numbers;
    }
}
