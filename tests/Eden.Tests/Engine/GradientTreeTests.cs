using Eden.Tests.Support;

namespace Eden.Tests.Engine;

public sealed class GradientTreeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(13)]
    public unsafe void Any_rounds_add_up_in_the_order_of_the_tree(int count)
    {
        const int Length = 37;
        Random random = new(count);
        float[][] gradients = [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Length).Select(_ => random.NextSingle() - 0.5f).ToArray())];
        float[] expected = NaiveSum(gradients);
        for (int most = 1; most <= count + 1; most++)
        {
            // In two pieces, as buckets come, the first of which may be written into.
            using GradientTree<float> tree = new(Length, most);
            float[] actual = new float[Length];
            for (int before = 0; before < count; before += most)
            {
                float[][] round = [.. gradients.Skip(before).Take(most).Select(gradient => (float[])gradient.Clone())];
                foreach ((int offset, int length) in new[] { (0, 20), (20, 17) })
                {
                    nint[] addresses = new nint[round.Length];
                    System.Runtime.InteropServices.GCHandle[] pins = [.. round.Select(gradient => System.Runtime.InteropServices.GCHandle.Alloc(gradient, System.Runtime.InteropServices.GCHandleType.Pinned))];
                    for (int i = 0; i < round.Length; i++)
                    {
                        addresses[i] = pins[i].AddrOfPinnedObject() + (offset * sizeof(float));
                    }

                    bool isLast = before + round.Length == count;
                    float* sum = tree.Add(before, addresses, isLast, offset, length, (float*)addresses[^1]);
                    Assert.Equal(isLast, sum is not null);
                    if (isLast)
                    {
                        new Span<float>(sum, length).CopyTo(actual.AsSpan(offset));
                    }

                    Array.ForEach(pins, pin => pin.Free());
                }
            }

            Bits.AssertEqual<float>(expected, actual, $"{count} micro-batches", $"{most} a round");
        }
    }

    /// <summary>Full trees of the largest power of two, then the rest.</summary>
    private static float[] NaiveSum(float[][] gradients)
    {
        if (gradients.Length == 1)
        {
            return gradients[0];
        }

        int left = 1;
        while (2 * left < gradients.Length)
        {
            left *= 2;
        }

        return [.. NaiveSum(gradients[..left]).Zip(NaiveSum(gradients[left..]), (x, y) => x + y)];
    }
}
