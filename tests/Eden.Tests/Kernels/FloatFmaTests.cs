using System.Runtime.Intrinsics;
using Eden.Kernels;

namespace Eden.Tests.Kernels;

/// <summary>The fused multiply-add in double gives the bits of the platform's own.</summary>
public class FloatFmaTests
{
    /// <summary>Where floats change their nature, with neighbours.</summary>
    private static readonly float[] Edges = [.. ((float[])
    [
        0, float.Epsilon, 5 * float.Epsilon, 1.17549435e-38f, 2.3509887e-38f, MathF.ScaleB(1, -75), MathF.ScaleB(1, -74), MathF.ScaleB(1, -25), MathF.ScaleB(1, -24),
        MathF.ScaleB(1, -12), 0.5f, 1, 1.5f, 3, 4097, MathF.ScaleB(1, 24), MathF.ScaleB(1, 63), MathF.ScaleB(1, 64), MathF.ScaleB(1, 103), MathF.ScaleB(1, 104), MathF.ScaleB(1, 127), float.MaxValue, float.PositiveInfinity,
    ]).SelectMany(edge => (float[])[edge, float.BitIncrement(edge), float.BitDecrement(edge), -edge, -float.BitIncrement(edge), -float.BitDecrement(edge)]).Append(float.NaN)];

    [Fact]
    public void All_combinations_of_edges_are_exact() =>
        Assert.All(Edges, x => Assert.All(Edges, y => AssertExact([.. Edges.Select(_ => x)], [.. Edges.Select(_ => y)], Edges)));

    [Fact]
    public void Numbers_of_any_bits_are_exact()
    {
        Xoshiro256 random = new(1);
        Check(1 << 21, () => (Any(random), Any(random), Any(random)));
    }

    [Fact]
    public void Sums_near_the_middle_of_two_floats_are_exact()
    {
        Xoshiro256 random = new(2);
        Check(1 << 21, () =>
        {
            // The product has few bits and is half a unit of z's last place, or a bit beside it; z may be denormal.
            float z = Any(random, leastExponent: 0, exponents: 200);
            float half = (MathF.BitIncrement(MathF.Abs(z)) - MathF.Abs(z)) / 2;
            float near = 1 + (random.NextInt(5) * MathF.ScaleB(1, -23)) - MathF.ScaleB(1, -22);
            float odd = 1 + (2 * (random.NextInt(4096)));
            return (half * odd * MathF.ScaleB(1, 60), near * MathF.ScaleB(1, -60) / (random.NextInt(2) == 0 ? 1 : -1), z);
        });
    }

    [Fact]
    public void Tiny_addends_decide_halfway_cases()
    {
        Xoshiro256 random = new(3);
        Check(1 << 21, () =>
        {
            // Two numbers of 13 bits have a product of 25 or 26, which often lies in the middle of two floats.
            float x = Few(random), y = Few(random);
            float z = x * y * MathF.ScaleB(1, -30 - random.NextInt(70));
            return (x, y, random.NextInt(2) == 0 ? z : -z);
        });
    }

    [Fact]
    public void Sums_that_cancel_or_become_denormal_are_exact()
    {
        Xoshiro256 random = new(4);
        Check(1 << 21, () =>
        {
            float x = Any(random, leastExponent: 20, exponents: 90), y = Any(random, leastExponent: 20, exponents: 90);
            float z = -x * y;
            return (x, y, BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(z) + (uint)random.NextInt(3)));
        });
    }

    private static float Few(Xoshiro256 random) => MathF.ScaleB(4097 + (random.NextInt(4096)), random.NextInt(40) - 20);

    private static float Any(Xoshiro256 random, uint leastExponent = 0, int exponents = 256)
    {
        uint bits = (uint)(random.NextUInt64() >> 32);
        return BitConverter.UInt32BitsToSingle((bits & 0x807FFFFF) | ((leastExponent + (uint)random.NextInt(exponents)) << 23));
    }

    private static void Check(int count, Func<(float X, float Y, float Z)> next)
    {
        float[] x = new float[count], y = new float[count], z = new float[count];
        for (int i = 0; i < count; i++)
        {
            (x[i], y[i], z[i]) = next();
        }

        AssertExact(x, y, z);
    }

    private static void AssertExact(float[] x, float[] y, float[] z)
    {
        for (int next = 0; next < x.Length; next += 4)
        {
            int i = Math.Min(next, x.Length - 4);
            Vector128<float> found = FloatFma.InDouble(Vector128.Create(x, i), Vector128.Create(y, i), Vector128.Create(z, i));
            for (int k = 0; k < 4; k++)
            {
                float expected = MathF.FusedMultiplyAdd(x[i + k], y[i + k], z[i + k]);
                if (!Same(expected, found[k]))
                {
                    Assert.Fail($"{x[i + k]:R} · {y[i + k]:R} + {z[i + k]:R} is {expected:R}, not {found[k]:R}.");
                }
            }
        }
    }

    private static bool Same(float a, float b) => BitConverter.SingleToUInt32Bits(a) == BitConverter.SingleToUInt32Bits(b) || (float.IsNaN(a) && float.IsNaN(b));
}
