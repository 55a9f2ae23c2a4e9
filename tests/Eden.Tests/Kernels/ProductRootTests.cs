using System.Runtime.Intrinsics;
using Eden.Kernels;
using Eden.Tests.Support;

namespace Eden.Tests.Kernels;

/// <summary>The square root by multiplications against the processor's. Where the processor lacks what it is made for, the same
/// definition runs on what is there, with fewer numbers because it is slower.</summary>
public class ProductRootTests
{
    private const int One = 0x3F800000;
    private const int Four = 0x40800000;
    private const double EstimateError = 1.0 / (1 << 14);

    private static readonly int Thinning = ProductRoot.IsSupported ? 1 : 64;

    private static readonly Vector512<int> Count = Vector512.CreateSequence(0, 1);

    [Fact]
    public void It_is_there_where_lanes_of_512_bits_are() => Assert.True(ProductRoot.IsSupported || !Lanes.Supported.Contains("512"));

    [Fact]
    public void It_rounds_as_the_processor_does_for_every_significand()
    {
        for (int bits = One; bits < Four; bits += Vector512<int>.Count * Thinning)
        {
            AssertSame((Vector512.Create(bits) + Count).AsSingle());
        }
    }

    // One significand of 31, or of 1984 where it is slow, with all its estimates; docs/LOG.md has the run over all significands.
    [Fact]
    public void It_rounds_so_from_every_estimate_that_a_processor_may_give()
    {
        for (int bits = One; bits < Four; bits += 31 * Thinning)
        {
            float x = BitConverter.Int32BitsToSingle(bits);
            Vector512<float> expected = Vector512.Create(MathF.Sqrt(x));
            double exact = 1 / Math.Sqrt(x);
            int last = BitConverter.SingleToInt32Bits((float)(exact * (1 + EstimateError)));
            int estimate = BitConverter.SingleToInt32Bits((float)(exact * (1 - EstimateError)));
            for (; estimate <= last; estimate += Vector512<int>.Count)
            {
                Vector512<int> estimates = Vector512.Min(Vector512.Create(estimate) + Count, Vector512.Create(last));
                Vector512<float> root = ProductRoot.Refine(Vector512.Create(x), estimates.AsSingle());
                if (root != expected)
                {
                    Assert.Fail($"√{x} is {MathF.Sqrt(x)}; from estimates of {BitConverter.Int32BitsToSingle(estimate)} on: {root}");
                }
            }
        }
    }

    [Fact]
    [Trait(Suite.Trait, Suite.Kernels)]
    public void Numbers_of_every_size_and_kind_have_the_processor_s_root_alone_and_among_others()
    {
        Vector512<float> ordinary = Vector512.Create(2f);
        Vector512<float> ordinaryAndZero = Vector512.ConditionalSelect(Vector512.Equals(Count & Vector512<int>.One, Vector512<int>.Zero).AsSingle(), ordinary, Vector512<float>.Zero);
        Vector512<float> onePlace = Vector512.CreateScalar(-1).AsSingle();
        foreach (int significand in (int[])[0, 1, 0x2AAAAA, 0x400000, 0x7FFFFF])
        {
            for (int signAndExponent = 0; signAndExponent < 512; signAndExponent++)
            {
                Vector512<float> x = Vector512.Create((signAndExponent << 23) | significand).AsSingle();
                AssertSame(x);
                AssertSame(Vector512.ConditionalSelect(onePlace, x, ordinary));
                AssertSame(Vector512.ConditionalSelect(onePlace, x, ordinaryAndZero));
            }
        }
    }

    private static void AssertSame(Vector512<float> x)
    {
        Vector512<float> root = ProductRoot.Of(x);
        if (root.AsInt32() != Vector512.Sqrt(x).AsInt32())
        {
            Assert.Fail($"√{x} is {Vector512.Sqrt(x)}, not {root}.");
        }
    }
}
