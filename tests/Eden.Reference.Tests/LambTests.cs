namespace Eden.Reference.Tests;

/// <summary>LAMB on cases worked out by hand. With ε = 0, the first update is the sign of the gradient.</summary>
public class LambTests
{
    [Fact]
    public void The_step_is_as_long_as_alpha_times_the_norm_of_the_values()
    {
        double[] theta = [3, 4];
        YouLamb lamb = new(2) { Alpha = 0.5, Lambda = 1 };
        lamb.Step(theta, [-7, 1e-3]);
        Assert.Equal(0.5 * 5, Math.Sqrt(Math.Pow(theta[0] - 3, 2) + Math.Pow(theta[1] - 4, 2)), 14);
    }

    [Fact]
    public void Decay_joins_the_update_before_the_ratio()
    {
        // u = 1 + ½·2 = 2, the ratio is 2/2, θ = 2 − ¼·2.
        double[] theta = [2];
        YouLamb lamb = new(1) { Alpha = 0.25, Epsilon = 0, Lambda = 0.5 };
        lamb.Step(theta, [3]);
        Assert.Equal(1, lamb.TrustRatio, 14);
        Assert.Equal(1.5, theta[0], 14);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(5, 0)]
    public void The_ratio_is_one_where_a_norm_is_zero(double value, double gradient)
    {
        YouLamb lamb = new(2) { AlwaysAdapts = true };
        lamb.Step([value, value], [gradient, gradient]);
        Assert.Equal(1, lamb.TrustRatio);
    }

    [Fact]
    public void Without_decay_the_step_is_that_of_adam_unless_it_always_adapts()
    {
        double[] expected = [3, -2, 5];
        double[] actual = [.. expected];
        KingmaBaAdam adam = new(3) { Epsilon = 1e-6 };
        YouLamb lamb = new(3);
        for (int t = 1; t <= 5; t++)
        {
            double[] gradient = [Math.Sin(t), 1e-3 * t, -t];
            adam.Step(expected, gradient);
            lamb.Step(actual, gradient);
        }

        Assert.Equal(expected, actual);

        YouLamb adapting = new(3) { AlwaysAdapts = true };
        adapting.Step(actual, [1, 1, 1]);
        Assert.NotEqual(1, adapting.TrustRatio);
    }

    [Theory]
    [InlineData(false, 8)]
    [InlineData(true, 1)]
    public void Clipping_keeps_the_ratio_at_one(bool clips, double ratio)
    {
        YouLamb lamb = new(1) { Epsilon = 0, AlwaysAdapts = true, ClipsTrust = clips };
        lamb.Step([8], [3]);
        Assert.Equal(ratio, lamb.TrustRatio, 14);
    }

    [Fact]
    public void Without_averaging_the_first_moment_is_a_sum()
    {
        YouLamb lamb = new(1) { Beta1 = 0.5, AveragesGradients = false };
        lamb.Step([1], [4]);
        lamb.Step([1], [4]);
        Assert.Equal([6.0], lamb.FirstMoment);
    }

    [Fact]
    public void Maximizing_climbs()
    {
        double[] theta = [1];
        new YouLamb(1) { Alpha = 0.5, Epsilon = 0, Maximize = true }.Step(theta, [4]);
        Assert.Equal(1.5, theta[0], 14);
    }
}
