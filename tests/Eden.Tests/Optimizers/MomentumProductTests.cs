namespace Eden.Tests.Optimizers;

public class MomentumProductTests
{
    [Fact]
    public void It_is_rounded_to_float32_after_every_factor()
    {
        NAdamOptions options = new() { Beta1 = 0.999, MomentumDecay = 0.01 };
        float product = 1;
        for (int i = 1; i <= 100; i++)
        {
            product *= (float)(0.999 * (1 - (0.5 * Math.Pow(0.96, i * 0.01))));
        }

        Assert.Equal(product, options.MomentumProduct(100));
    }

    // A factor above one half rounds the smallest denormal back to itself, so the product never becomes zero. Multiplying step by
    // step up to the largest count would take years.
    [Theory]
    [InlineData(0.9, 4e-3)]
    [InlineData(0.9, 1)]
    [InlineData(0.999, 4e-3)]
    public void It_is_known_at_the_largest_step_count(double beta1, double momentumDecay)
    {
        NAdamOptions options = new() { Beta1 = beta1, MomentumDecay = momentumDecay };
        double last = options.MomentumProduct(10_000);
        Assert.InRange(last, 0, 4 * (double)float.Epsilon);
        Assert.Equal(last, options.MomentumProduct(1L << 53));
    }
}
