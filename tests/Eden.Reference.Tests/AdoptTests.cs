namespace Eden.Reference.Tests;

/// <summary>ADOPT on cases worked out by hand, with β₁ = β₂ = ½.</summary>
public class AdoptTests
{
    [Theory]
    [InlineData(DecayVariant.L2, 9)]
    [InlineData(DecayVariant.Decoupled, 4)]
    public void The_first_step_leaves_the_values_and_sets_the_second_moment_to_the_squared_gradient(DecayVariant variant, double secondMoment)
    {
        // With L2, g = 2 + ½·2 = 3.
        double[] theta = [2];
        TaniguchiAdopt adopt = Adopt(variant);
        adopt.Step(theta, [2]);
        Assert.Equal([2.0], theta);
        Assert.Equal([0.0], adopt.FirstMoment);
        Assert.Equal([secondMoment], adopt.SecondMoment);
        Assert.Equal(1, adopt.StepCount);
    }

    [Fact]
    public void The_second_step_divides_by_the_second_moment_before_it()
    {
        // g/√v = 1/4, m = 1/8, θ = 2 − (1/8 + ½·2), v = ½·16 + ½·1.
        double[] theta = [2];
        TaniguchiAdopt adopt = Adopt(DecayVariant.Decoupled);
        adopt.Step(theta, [4]);
        adopt.Step(theta, [1]);
        Assert.Equal([0.125], adopt.FirstMoment);
        Assert.Equal([0.875], theta);
        Assert.Equal([8.5], adopt.SecondMoment);
    }

    [Fact]
    public void The_normalized_gradient_is_clipped_to_a_root_of_the_number_of_steps_before()
    {
        // The bounds are 1 and √2: m = ½·1, then ½·½ + ½·√2.
        double[] theta = [0];
        TaniguchiAdopt adopt = new(1, DecayVariant.L2) { Beta1 = 0.5, Beta2 = 1, ClipExponent = 0.5 };
        adopt.Step(theta, [1]);
        adopt.Step(theta, [100]);
        Assert.Equal([0.5], adopt.FirstMoment);
        adopt.Step(theta, [100]);
        Assert.Equal(0.25 + (Math.Sqrt(2) / 2), adopt.FirstMoment[0], 15);
    }

    [Fact]
    public void Without_an_exponent_nothing_is_clipped()
    {
        double[] theta = [0];
        TaniguchiAdopt adopt = new(1, DecayVariant.L2) { Beta1 = 0.5, ClipExponent = null };
        adopt.Step(theta, [1]);
        adopt.Step(theta, [-100]);
        Assert.Equal([-50.0], adopt.FirstMoment);
    }

    [Fact]
    public void Epsilon_bounds_the_root_from_below()
    {
        double[] theta = [0];
        TaniguchiAdopt adopt = new(1, DecayVariant.L2) { Beta1 = 0.5, Epsilon = 4 };
        adopt.Step(theta, [0]);
        adopt.Step(theta, [1]);
        Assert.Equal([0.125], adopt.FirstMoment);
    }

    [Fact]
    public void Maximizing_mirrors_minimizing()
    {
        double[] down = [0];
        double[] up = [0];
        TaniguchiAdopt minimizing = new(1, DecayVariant.L2);
        TaniguchiAdopt maximizing = new(1, DecayVariant.L2) { Maximize = true };
        for (int t = 1; t <= 3; t++)
        {
            minimizing.Step(down, [t]);
            maximizing.Step(up, [t]);
        }

        Assert.True(down[0] < 0);
        Assert.Equal(-down[0], up[0]);
    }

    private static TaniguchiAdopt Adopt(DecayVariant variant) => new(1, variant) { Alpha = 1, Beta1 = 0.5, Beta2 = 0.5, Lambda = 0.5 };
}
