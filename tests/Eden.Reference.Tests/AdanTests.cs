namespace Eden.Reference.Tests;

/// <summary>Adan on cases worked out by hand, with β₁ = β₂ = β₃ = ½ and ε = 0.</summary>
public class AdanTests
{
    [Fact]
    public void The_first_difference_is_zero()
    {
        double[] theta = [1, 1];
        XieAdan adan = new(2) { Alpha = 0.25, Beta1 = 0.5, Beta2 = 0.5, Beta3 = 0.5, Epsilon = 0 };
        adan.Step(theta, [3, -5]);
        Assert.Equal([0.0, 0.0], adan.DifferenceMoment);
        Assert.Equal([3.0, -5.0], adan.PreviousGradient);
        Assert.Equal([0.75, 1.25], theta);
    }

    [Fact]
    public void The_second_step_follows_the_hand_computation()
    {
        // t = 1, g = 4: m = 2, n = 8. t = 2, g = 8: difference 4, m = 5, v = 2, n = 4 + ½·(8 + ½·4)² = 54;
        // m̂ = 20/3, v̂ = 8/3, n̂ = 72, θ moves by (20/3 + ½·8/3)/√72 = 8/√72.
        double[] theta = [0];
        XieAdan adan = new(1) { Alpha = 1, Beta1 = 0.5, Beta2 = 0.5, Beta3 = 0.5, Epsilon = 0 };
        adan.Step(theta, [4]);
        theta[0] = 0;
        adan.Step(theta, [8]);
        Assert.Equal([5.0], adan.FirstMoment);
        Assert.Equal([2.0], adan.DifferenceMoment);
        Assert.Equal([54.0], adan.SecondMoment);
        Assert.Equal(-8 / Math.Sqrt(72), theta[0], 15);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public void Decay_divides_after_the_update_or_multiplies_before_it(bool decaysFirst, double expected)
    {
        // (4 − 1)/(1 + ½) and 4·(1 − ½) − 1.
        double[] theta = [4];
        new XieAdan(1) { Alpha = 1, Epsilon = 0, Lambda = 0.5, DecaysFirst = decaysFirst }.Step(theta, [4]);
        Assert.Equal(expected, theta[0], 14);
    }

    [Fact]
    public void Maximizing_mirrors_minimizing()
    {
        double[] down = [0];
        double[] up = [0];
        XieAdan minimizing = new(1);
        XieAdan maximizing = new(1) { Maximize = true };
        for (int t = 1; t <= 3; t++)
        {
            minimizing.Step(down, [t]);
            maximizing.Step(up, [t]);
        }

        Assert.True(down[0] < 0);
        Assert.Equal(-down[0], up[0]);
        Assert.Equal([-3.0], maximizing.PreviousGradient);
    }
}
