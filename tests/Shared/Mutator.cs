using System.Buffers.Binary;
using System.Text;

namespace Eden.Testing;

/// <summary>Spoils sound inputs, the same way for the same seed.</summary>
/// <param name="corpus">The sound inputs.</param>
/// <param name="tokens">What the format is made of, to put in the wrong place.</param>
internal sealed class Mutator(byte[][] corpus, string[] tokens)
{
    private const int MostMutations = 6;
    private const int DeepestNesting = 3000;

    private static readonly long[] Numbers =
    [
        0, 1, -1, 2, 7, 8, 100, 255, 256, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, 1L << 53, 1L << 62, long.MaxValue, long.MinValue,
    ];

    private static readonly string[] NumberTexts =
    [
        "-1", "-0", "0", "1", "2", "1.5", "1e5", "1e999", "-1e999", "1e-999", "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551615", "NaN", "\"NaN\"", "\"Infinity\"", "null", "true", "[]", "{}", "\"\"", "\"x\"", "00", "1" + new string('0', 400),
    ];

    private readonly byte[][] _tokens = [.. tokens.Concat(NumberTexts).Select(Encoding.Latin1.GetBytes)];

    /// <summary>The input of a seed.</summary>
    public byte[] Next(ulong seed)
    {
        Xoshiro256 random = new(seed);
        List<byte> input = [.. Any(corpus, random)];
        for (int left = 1 + random.NextInt(1 + random.NextInt(MostMutations)); left > 0; left--)
        {
            Mutate(input, random);
        }

        return [.. input];
    }

    private void Mutate(List<byte> input, Xoshiro256 random)
    {
        int place = random.NextInt(input.Count + 1);
        switch (random.NextInt(12))
        {
            case 0 when place < input.Count:
                input[place] ^= (byte)(1 << random.NextInt(8));
                break;
            case 1 when place < input.Count:
                input[place] = (byte)random.NextInt(256);
                break;
            case 2:
                WriteNumber(input, random.NextInt(2) == 0 ? 0 : place, random);
                break;
            case 3 or 4:
                input.InsertRange(place, Any(_tokens, random));
                break;
            case 5 or 6:
                ReplaceDigits(input, place, random);
                break;
            case 7:
                input.RemoveRange(place, random.NextInt(Math.Min(input.Count - place, 64) + 1));
                break;
            case 8:
                input.InsertRange(random.NextInt(input.Count + 1), input.GetRange(place, random.NextInt(Math.Min(input.Count - place, 256) + 1)));
                break;
            case 9:
                byte[] other = Any(corpus, random);
                int start = random.NextInt(other.Length + 1);
                input.InsertRange(place, other[start..(start + random.NextInt(Math.Min(other.Length - start, 256) + 1))]);
                break;
            case 10 when random.NextInt(4) == 0:
                input.RemoveRange(place, input.Count - place);
                break;
            case 11 when random.NextInt(4) == 0:
                input.InsertRange(place, Enumerable.Repeat(Any(_tokens, random), random.NextInt(DeepestNesting)).SelectMany(token => token));
                break;
            default:
                break;
        }
    }

    /// <summary>Eight bytes at a place, as lengths in headers are.</summary>
    private static void WriteNumber(List<byte> input, int place, Xoshiro256 random)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Numbers[random.NextInt(Numbers.Length)]);
        for (int i = 0; i < bytes.Length && place + i < input.Count; i++)
        {
            input[place + i] = bytes[i];
        }
    }

    /// <summary>Another number in the place of the first from a place on.</summary>
    private void ReplaceDigits(List<byte> input, int place, Xoshiro256 random)
    {
        int start = input.FindIndex(place, IsDigit);
        if (start >= 0)
        {
            int end = input.FindIndex(start, value => !IsDigit(value));
            input.RemoveRange(start, (end < 0 ? input.Count : end) - start);
            input.InsertRange(start, random.NextInt(3) == 0 ? Encoding.UTF8.GetBytes($"{random.NextInt(100)}") : Any(_tokens, random));
        }
    }

    private static bool IsDigit(byte value) => value is >= (byte)'0' and <= (byte)'9';

    private static byte[] Any(byte[][] choices, Xoshiro256 random) => choices[random.NextInt(choices.Length)];
}
