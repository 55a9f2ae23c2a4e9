namespace Eden.Tests;

public sealed class Xoshiro256Tests
{
    // Known answers of the authors' C code (prng.di.unimi.it: xoshiro256starstar.c with its state from splitmix64.c).
    [Theory]
    [InlineData(0, new ulong[] { 0x99EC5F36CB75F2B4, 0xBF6E1F784956452A, 0x1A5F849D4933E6E0, 0x6AA594F1262D2D2C, 0xBBA5AD4A1F842E59, 0xFFEF8375D9EBCACA })]
    [InlineData(42, new ulong[] { 0x15780B2E0C2EC716, 0x6104D9866D113A7E, 0xAE17533239E499A1, 0xECB8AD4703B360A1, 0xFDE6DC7FE2EC5E64, 0xC50DA53101795238 })]
    [InlineData(ulong.MaxValue, new ulong[] { 0x8F5520D52A7EAD08, 0xC476A018CAA1802D, 0x81DE31C0D260469E, 0xBF658D7E065F3C2F, 0x913593FDA1BCA32A, 0xBB535E93941BA525 })]
    public void A_seed_gives_the_published_sequence(ulong seed, ulong[] expected)
    {
        Xoshiro256 random = new(seed);
        Assert.Equal(expected, expected.Select(_ => random.NextUInt64()));
    }

    [Fact]
    public void A_double_is_the_upper_53_bits()
    {
        Assert.Equal((0x99EC5F36CB75F2B4UL >> 11) / 9007199254740992.0, new Xoshiro256(0).NextDouble());
    }

    [Fact]
    public void A_uniform_number_scales_the_double()
    {
        Assert.Equal(-3 + (8 * new Xoshiro256(0).NextDouble()), new Xoshiro256(0).NextUniform(-3, 5));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(double.NaN, 1)]
    [InlineData(0, double.PositiveInfinity)]
    public void Uniform_bounds_that_make_no_interval_are_refused(double low, double high)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Xoshiro256(0).NextUniform(low, high));
    }

    [Fact]
    public void A_whole_number_is_the_upper_half_of_the_product_with_the_range()
    {
        // floor(0x99EC5F36CB75F2B4 · 1000 / 2⁶⁴)
        Assert.Equal(601, new Xoshiro256(0).NextInt(1000));
        Assert.Equal(0, new Xoshiro256(0).NextInt(1));
    }

    [Fact]
    public void Whole_numbers_are_equally_frequent()
    {
        Xoshiro256 random = new(7);
        int[] counts = new int[6];
        for (int i = 0; i < 60_000; i++)
        {
            counts[random.NextInt(6)]++;
        }

        // Six standard deviations of a count are 548.
        Assert.All(counts, count => Assert.InRange(count, 9_452, 10_548));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void An_empty_range_of_whole_numbers_is_refused(int exclusiveMax)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Xoshiro256(0).NextInt(exclusiveMax));
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_the_normal_distribution()
    {
        Xoshiro256 random = new(11);
        double[] values = [.. Enumerable.Range(0, 200_000).Select(_ => random.NextNormal())];

        // Each interval is about six standard errors wide on either side.
        Assert.InRange(values.Average(), -0.0135, 0.0135);
        Assert.InRange(values.Average(x => x * x), 0.981, 1.019);
        Assert.InRange(values.Average(x => x * x * x * x), 2.87, 3.13);
        Assert.InRange(values.Count(x => Math.Abs(x) < 1) / 200_000.0, 0.6764, 0.6890);
    }

    [Fact]
    public void A_normal_number_does_not_change_its_meaning()
    {
        // From the same recipe in Python: x = 2·u₁ − 1, y = 2·u₂ − 1, first pair inside the circle.
        Assert.Equal(0.5981026483626094, new Xoshiro256(0).NextNormal(), 1e-15);
    }

    [Fact]
    public void A_shuffle_keeps_every_item_and_repeats_under_its_seed()
    {
        int[] first = [.. Enumerable.Range(0, 100)];
        int[] second = [.. first];
        new Xoshiro256(3).Shuffle<int>(first);
        new Xoshiro256(3).Shuffle<int>(second);
        Assert.Equal(first, second);
        Assert.NotEqual(Enumerable.Range(0, 100), first);
        Assert.Equal(Enumerable.Range(0, 100), first.Order());
    }

    [Fact]
    public void Every_order_of_a_shuffle_is_equally_frequent()
    {
        Xoshiro256 random = new(5);
        Dictionary<string, int> counts = [];
        for (int i = 0; i < 24_000; i++)
        {
            char[] items = ['a', 'b', 'c', 'd'];
            random.Shuffle<char>(items);
            string order = new(items);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 815, 1_185));
    }
}
