namespace Eden.Reference;

/// <summary>
/// Averages in 8-bit floats (docs/storage.md). Blocks of 512 numbers have 16 groups, number i in group i mod 16. With M the largest
/// magnitude of a group, e is the exponent of M, or one more where M ≥ 2ᵉ·1.8125, and at least −107; C = 2^(e − 7), unsigned
/// 2^(e − 15). Codes count sixteenths of octaves from C on: the code of x is ⌊k + u⌋, where |x| + C is k sixteenths from C and
/// u is the <see cref="Dither"/>. Unsigned codes are at least 1.
/// </summary>
public static class Float8State
{
    private const int Block = 512;
    private const int Groups = 16;
    private const double Bias = 127;

    /// <summary>The largest magnitude that is stored; larger ones are stored as it.</summary>
    public static float Largest => MathF.BitDecrement(1.8125f * MathF.ScaleB(1, 127));

    /// <summary>The codes of numbers, and the exponents of all groups plus 127.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="isSigned">Whether they may be negative.</param>
    /// <param name="step">The number of the parameter's step.</param>
    public static (byte[] Codes, byte[] Exponents) Encode(ReadOnlySpan<float> numbers, bool isSigned, long step)
    {
        byte[] codes = new byte[numbers.Length];
        byte[] exponents = new byte[(numbers.Length + Block - 1) / Block * Groups];
        for (int g = 0; g < exponents.Length; g++)
        {
            float largest = 0;
            foreach (int i in Members(g, numbers.Length))
            {
                largest = IsNumber(numbers[i], isSigned) ? Math.Max(largest, Magnitude(numbers[i])) : largest;
            }

            int e = largest == 0 ? -107 : Math.Max(Math.ILogB(largest), -107);
            e = largest >= 1.8125 * Math.ScaleB(1, e) ? e + 1 : e;
            exponents[g] = (byte)(e + Bias);
            foreach (int i in Members(g, numbers.Length))
            {
                codes[i] = IsNumber(numbers[i], isSigned) ? Code(numbers[i], Offset(e, isSigned), isSigned, Dither.Fraction(i, step, 19)) : NaNCode(isSigned);
            }
        }

        return (codes, exponents);
    }

    /// <summary>The numbers that codes stand for.</summary>
    public static float[] Decode(ReadOnlySpan<byte> codes, ReadOnlySpan<byte> exponents, bool isSigned)
    {
        float[] numbers = new float[codes.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            double offset = Offset(exponents[GroupOf(i)] - (int)Bias, isSigned);
            int magnitude = isSigned ? codes[i] & 0x7F : codes[i];
            double y = offset * Math.ScaleB(1 + (magnitude % 16 / 16.0), magnitude / 16);
            float number = codes[i] == NaNCode(isSigned) ? float.NaN : (float)(y - offset);
            numbers[i] = isSigned && codes[i] >= 0x80 ? -number : number;
        }

        return numbers;
    }

    private static byte Code(float number, double offset, bool isSigned, double dither)
    {
        double y = (float)(Magnitude(number) + offset) / offset;
        int octave = Math.ILogB(y);
        double sixteenths = 16 * (octave + Math.ScaleB(y, -octave) - 1);
        int code = (int)Math.Floor(sixteenths + dither);
        return (byte)(isSigned ? code | (float.IsNegative(number) ? 0x80 : 0) : Math.Max(code, 1));
    }

    private static float Magnitude(float number) => Math.Min(Math.Abs(number), Largest);

    private static bool IsNumber(float number, bool isSigned) => float.IsFinite(number) && (isSigned || number >= 0);

    private static byte NaNCode(bool isSigned) => isSigned ? (byte)127 : (byte)255;

    private static double Offset(int e, bool isSigned) => Math.ScaleB(1, e - (isSigned ? 7 : 15));

    private static int GroupOf(int i) => (i / Block * Groups) + (i % Groups);

    private static IEnumerable<int> Members(int group, int length)
    {
        int start = group / Groups * Block;
        for (int i = start + (group % Groups); i < Math.Min(start + Block, length); i += Groups)
        {
            yield return i;
        }
    }
}
