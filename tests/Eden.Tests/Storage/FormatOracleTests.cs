using Eden.Kernels;
using Eden.Reference;
using Eden.Tests.Support;

namespace Eden.Tests.Storage;

/// <summary>The formats of state, code for code as their definition in Eden.Reference says.</summary>
[Trait(Suite.Trait, Suite.Kernels)]
public unsafe class FormatOracleTests
{
    private static readonly int[] Lengths = [1, 15, 16, 17, 31, 33, 500, 511, 512, 513, 1023, 1024, 1025, 2600];

    private static readonly float[] Special =
    [
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -float.MaxValue, 0, -0f, float.Epsilon, -float.Epsilon, 1e-38f, -1e-38f, 3e38f, 1, -1,
    ];

    /// <summary>The numbers that are encoded, and signed or not.</summary>
    public static TheoryData<bool, string> Inputs => new() { { true, "noise" }, { false, "noise" }, { true, "octaves" }, { false, "octaves" }, { true, "special" }, { false, "special" }, { true, "zeros" }, { false, "zeros" } };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Float8_codes_are_those_of_the_definition(bool isSigned, string kind)
    {
        Float8Format format = isSigned ? new SignedFloat8Format() : new UnsignedFloat8Format();
        foreach (int length in Lengths)
        {
            float[] numbers = Numbers(kind, length, isSigned);
            for (uint step = 1; step < 4; step++)
            {
                byte[] stored = Store(format, numbers, step);
                (byte[] codes, byte[] exponents) = Float8State.Encode(numbers, isSigned, step);
                Assert.Equal(codes, stored[..length]);
                Assert.Equal(exponents, stored[(int)Float8Format.ExponentOffset(length)..][..exponents.Length]);
                Assert.Equal(Float8State.Decode(codes, exponents, isSigned), Load(format, stored, length));
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_code_of_every_exponent_reads_as_the_definition_says(bool isSigned)
    {
        Float8Format format = isSigned ? new SignedFloat8Format() : new UnsignedFloat8Format();
        byte[] codes = new byte[512 * 16];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = (byte)(i / 16);
        }

        for (int exponent = 20; exponent < 255; exponent++)
        {
            byte[] exponents = new byte[codes.Length / 32];
            Array.Fill(exponents, (byte)exponent);
            byte[] stored = new byte[format.BytesFor(codes.Length)];
            codes.CopyTo(stored, 0);
            exponents.CopyTo(stored, Float8Format.ExponentOffset(codes.Length));
            Assert.Equal(Float8State.Decode(codes, exponents, isSigned).Select(BitConverter.SingleToUInt32Bits), Load(format, stored, codes.Length).Select(BitConverter.SingleToUInt32Bits));
        }
    }

    [Theory]
    [InlineData("noise")]
    [InlineData("octaves")]
    [InlineData("special")]
    public void Bfloat16_halves_are_those_of_the_definition(string kind)
    {
        BFloat16Format format = new();
        foreach (int length in Lengths)
        {
            float[] numbers = Numbers(kind, length, isSigned: true);
            for (uint step = 1; step < 4; step++)
            {
                byte[] stored = Store(format, numbers, step);
                ushort[] halves = BFloat16State.Encode(numbers, step);
                Assert.Equal(halves, Enumerable.Range(0, length).Select(i => BitConverter.ToUInt16(stored, 2 * i)));
                Assert.Equal(BFloat16State.Decode(halves), Load(format, stored, length));
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void State_that_was_never_written_is_zero(bool isSigned)
    {
        Float8Format format = isSigned ? new SignedFloat8Format() : new UnsignedFloat8Format();
        Assert.All(Load(format, new byte[format.BytesFor(700)], 700), number => Assert.Equal(0, number));
    }

    [Fact]
    public void NaN_and_infinity_spoil_no_neighbour()
    {
        float[] clean = Numbers("noise", 1024, isSigned: true);
        float[] spoilt = [.. clean];
        spoilt[5] = float.NaN;
        spoilt[21] = float.NegativeInfinity;
        clean[5] = clean[21] = 0;
        SignedFloat8Format format = new();
        float[] expected = Load(format, Store(format, clean, 1), 1024);
        expected[5] = expected[21] = float.NaN;

        Assert.Equal(expected, Load(format, Store(format, spoilt, 1), 1024));
    }

    [Fact]
    public void Numbers_are_kept_on_average_where_rounding_to_the_nearest_would_lose_them()
    {
        // Beside 1, a thousandth is far less than half the distance of two codes.
        float[] numbers = Enumerable.Repeat(1f, 512).ToArray();
        numbers[16] = 1.001f;
        SignedFloat8Format format = new();
        double sum = 0;
        for (uint step = 0; step < 20_000; step++)
        {
            sum += Load(format, Store(format, numbers, step), 512)[16];
        }

        Assert.Equal(1.001, sum / 20_000, 1e-4);
    }

    private static float[] Numbers(string kind, int length, bool isSigned)
    {
        Xoshiro256 random = new((ulong)length);
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++)
        {
            float normal = (float)random.NextNormal();
            numbers[i] = kind switch
            {
                "octaves" => normal * MathF.ScaleB(1, (int)random.NextUniform(-60, 60)),
                "special" => i % 3 == 0 ? Special[(int)random.NextUniform(0, Special.Length)] : normal,
                "zeros" => 0,
                _ => normal,
            };
            numbers[i] = isSigned || kind == "special" ? numbers[i] : Math.Abs(numbers[i]);
        }

        return numbers;
    }

    private static byte[] Store(StorageFormat<float> format, float[] numbers, uint step)
    {
        byte[] stored = new byte[format.BytesFor(numbers.Length) + 64];
        float* tile = stackalloc float[Tile<float>.Length];
        fixed (byte* start = stored)
        {
            for (int first = 0; first < numbers.Length; first += Tile<float>.Length)
            {
                Span<float> part = numbers.AsSpan(first, Math.Min(Tile<float>.Length, numbers.Length - first));
                part.CopyTo(new Span<float>(tile, part.Length));
                format.Encode(tile, start, numbers.Length, first, part.Length, step);
            }
        }

        return stored;
    }

    private static float[] Load(StorageFormat<float> format, byte[] stored, int length)
    {
        float[] numbers = new float[length];
        Array.Resize(ref stored, stored.Length + 64);
        fixed (byte* start = stored)
        {
            fixed (float* destination = numbers)
            {
                format.DecodeAll(start, length, new Block(0, length), destination);
            }
        }

        return numbers;
    }
}
