namespace Eden.Reference.Tests;

/// <summary>Algorithm 1 of Kingma and Ba and Algorithm 2 of Loshchilov and Hutter on cases worked out by hand.</summary>
public class AdamTests
{
    // β₁ = β₂ = ½, ε = 0, α = 1: all numbers below are short binary fractions, roots of squares excepted.
    private const double Half = 0.5;

    [Fact]
    public void The_first_step_moves_every_value_by_alpha_against_the_sign_of_its_gradient()
    {
        double[] theta = [1, 1, 1, 1];
        new KingmaBaAdam(4) { Alpha = 0.25, Epsilon = 0 }.Step(theta, [3e-5, -3e-5, 700, -700]);
        Assert.Equal([0.75, 1.25, 0.75, 1.25], theta.Select(value => Math.Round(value, 14)));
    }

    [Fact]
    public void The_first_step_is_shortened_by_epsilon_beside_the_gradient()
    {
        double[] theta = [0];
        new KingmaBaAdam(1) { Alpha = 1, Beta1 = Half, Beta2 = Half, Epsilon = 3 }.Step(theta, [1]);
        Assert.Equal([-0.25], theta);
    }

    [Fact]
    public void Two_steps_follow_the_hand_computation()
    {
        // t = 1, g = 2: m = 1, v = 2, m̂ = 2, v̂ = 4, θ = 10 − 2/2 = 9.
        // t = 2, g = −1: m = ½·1 − ½ = 0, v = 1 + ½ = 1.5, θ stays.
        // t = 3, g = 4: m = 2, v = 0.75 + 8 = 8.75, m̂ = 2/(7/8) = 16/7, v̂ = 8.75/(7/8) = 10, θ = 9 − (16/7)/√10.
        double[] theta = [10];
        KingmaBaAdam adam = new(1) { Alpha = 1, Beta1 = Half, Beta2 = Half, Epsilon = 0 };
        adam.Step(theta, [2]);
        Assert.Equal([9.0], theta);
        adam.Step(theta, [-1]);
        Assert.Equal([9.0], theta);
        Assert.Equal([0.0], adam.FirstMoment);
        Assert.Equal([1.5], adam.SecondMoment);
        adam.Step(theta, [4]);
        Assert.Equal([2.0], adam.FirstMoment);
        Assert.Equal([8.75], adam.SecondMoment);
        Assert.Equal(9 - (16.0 / 7 / Math.Sqrt(10)), theta[0], 14);
        Assert.Equal(3, adam.StepCount);
    }

    [Fact]
    public void The_l2_term_passes_through_the_moments()
    {
        // g = 1 + ½·4 = 3: m = 1.5, v = 4.5, m̂ = 3, v̂ = 9, θ = 4 − ¼·3/3.
        double[] theta = [4];
        LoshchilovHutterAdam adam = Adam(DecayVariant.L2, lambda: Half);
        adam.Step(theta, [1]);
        Assert.Equal([1.5], adam.FirstMoment);
        Assert.Equal([4.5], adam.SecondMoment);
        Assert.Equal([3.75], theta);
    }

    [Fact]
    public void Decoupled_decay_passes_the_moments_by_and_acts_on_the_value_before_the_step()
    {
        // m = ½, v = ½, m̂ = 1, v̂ = 1, θ = 4 − (¼·1/1 + ½·4).
        double[] theta = [4];
        LoshchilovHutterAdam adam = Adam(DecayVariant.Decoupled, lambda: Half);
        adam.Step(theta, [1]);
        Assert.Equal([0.5], adam.FirstMoment);
        Assert.Equal([0.5], adam.SecondMoment);
        Assert.Equal([1.75], theta);
    }

    [Fact]
    public void The_schedule_multiplies_the_step_and_the_decay_alike()
    {
        double[] theta = [4];
        Adam(DecayVariant.Decoupled, lambda: Half).Step(theta, [1], eta: 0.5);
        Assert.Equal([4 - (0.5 * 2.25)], theta);
    }

    [Fact]
    public void Decoupled_decay_does_not_depend_on_alpha()
    {
        double[] theta = [4];
        LoshchilovHutterAdam adam = Adam(DecayVariant.Decoupled, lambda: Half);
        adam.Alpha = 0;
        adam.Step(theta, [1]);
        Assert.Equal([2.0], theta);
    }

    [Fact]
    public void AmsGrad_divides_by_the_largest_raw_moment_so_far()
    {
        // t = 1, g = 4: v = 8, largest 8. t = 2, g = 0: v = 4, largest 8, v̂ = 8/(3/4); m = 1, m̂ = 4/3.
        double[] theta = [0];
        LoshchilovHutterAdam adam = new(1, DecayVariant.L2) { Alpha = 1, Beta1 = Half, Beta2 = Half, Epsilon = 0, AmsGrad = true };
        adam.Step(theta, [4]);
        theta[0] = 0;
        adam.Step(theta, [0]);
        Assert.Equal([4.0], adam.SecondMoment);
        Assert.Equal([8.0], adam.MaxSecondMoment);
        Assert.Equal(-4.0 / 3 / Math.Sqrt(32.0 / 3), theta[0], 15);
    }

    [Fact]
    public void Maximizing_negates_the_gradient_before_the_l2_term_joins_it()
    {
        // g = −1 + ½·4 = 1.
        double[] theta = [4];
        LoshchilovHutterAdam adam = new(1, DecayVariant.L2) { Alpha = 1, Beta1 = Half, Beta2 = Half, Epsilon = 0, Lambda = Half, Maximize = true };
        adam.Step(theta, [1]);
        Assert.Equal([0.5], adam.FirstMoment);
        Assert.Equal([3.0], theta);
    }

    [Theory]
    [InlineData(DecayVariant.L2)]
    [InlineData(DecayVariant.Decoupled)]
    public void Without_decay_both_variants_are_the_adam_of_kingma_and_ba(DecayVariant variant)
    {
        double[] expected = [0.3, -2, 5];
        double[] actual = [.. expected];
        KingmaBaAdam kingmaBa = new(3) { Alpha = 0.1 };
        LoshchilovHutterAdam loshchilovHutter = new(3, variant) { Alpha = 0.1 };
        for (int t = 1; t <= 5; t++)
        {
            double[] gradient = [Math.Sin(t), 1e-3 * t, -t];
            kingmaBa.Step(expected, gradient);
            loshchilovHutter.Step(actual, gradient);
        }

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Two_instances_share_nothing()
    {
        double[] first = [1];
        double[] second = [1];
        new KingmaBaAdam(1).Step(first, [5]);
        new KingmaBaAdam(1).Step(second, [5]);
        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(3, 3)]
    public void Vectors_of_another_length_are_refused_and_nothing_changes(int thetaLength, int gradientLength)
    {
        double[] theta = new double[thetaLength];
        double[] gradient = new double[gradientLength];
        KingmaBaAdam kingmaBa = new(2);
        LoshchilovHutterAdam loshchilovHutter = new(2, DecayVariant.L2);
        Assert.Throws<ArgumentException>(() => kingmaBa.Step(theta, gradient));
        Assert.Throws<ArgumentException>(() => loshchilovHutter.Step(theta, gradient));
        Assert.Equal(0, kingmaBa.StepCount);
        Assert.Equal(0, loshchilovHutter.StepCount);
    }

    private static LoshchilovHutterAdam Adam(DecayVariant variant, double lambda) =>
        new(1, variant) { Alpha = 0.25, Beta1 = Half, Beta2 = Half, Epsilon = 0, Lambda = lambda };
}
