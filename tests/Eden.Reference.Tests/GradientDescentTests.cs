namespace Eden.Reference.Tests;

public class GradientDescentTests
{
    [Fact]
    public void A_plain_step_is_alpha_times_the_gradient()
    {
        double[] theta = [1, -1];
        new GradientDescent(2, DecayVariant.L2) { Alpha = 0.5 }.Step(theta, [4, -8], eta: 0.5);
        Assert.Equal([0.0, 1.0], theta);
    }

    [Fact]
    public void Momentum_is_dampened_from_the_second_step_on()
    {
        // m = 4, θ = −4; m = ½·4 + ¼·4 = 3, θ = −7.
        double[] theta = [0];
        GradientDescent descent = new(1, DecayVariant.L2) { Alpha = 1, Momentum = 0.5, Dampening = 0.75 };
        descent.Step(theta, [4]);
        Assert.Equal([-4.0], theta);
        descent.Step(theta, [4]);
        Assert.Equal([3.0], descent.MomentumBuffer);
        Assert.Equal([-7.0], theta);
    }

    [Fact]
    public void Dampening_does_nothing_without_momentum()
    {
        double[] theta = [0];
        GradientDescent descent = new(1, DecayVariant.L2) { Alpha = 1, Dampening = 0.75 };
        descent.Step(theta, [4]);
        descent.Step(theta, [4]);
        Assert.Equal([-8.0], theta);
    }

    [Fact]
    public void Nesterov_steps_along_the_gradient_plus_the_kept_share_of_the_momentum()
    {
        // m = 4, direction 4 + ½·4 = 6; m = 2 + 2 = 4, direction 2 + 2 = 4.
        double[] theta = [0];
        GradientDescent descent = new(1, DecayVariant.L2) { Alpha = 1, Momentum = 0.5, Nesterov = true };
        descent.Step(theta, [4]);
        Assert.Equal([-6.0], theta);
        descent.Step(theta, [2]);
        Assert.Equal([-10.0], theta);
    }

    [Fact]
    public void L2_enters_the_momentum_and_decoupled_decay_does_not()
    {
        double[] withL2 = [4];
        GradientDescent l2 = new(1, DecayVariant.L2) { Alpha = 0.25, Momentum = 0.5, Lambda = 0.5 };
        l2.Step(withL2, [2]);
        Assert.Equal([4.0], l2.MomentumBuffer);
        Assert.Equal([3.0], withL2);

        double[] decoupled = [4];
        GradientDescent decay = new(1, DecayVariant.Decoupled) { Alpha = 0.25, Momentum = 0.5, Lambda = 0.5 };
        decay.Step(decoupled, [2]);
        Assert.Equal([2.0], decay.MomentumBuffer);
        Assert.Equal([4 - (0.5 + 2)], decoupled);
    }

    [Fact]
    public void Plain_decoupled_decay_is_an_l2_penalty_divided_by_alpha()
    {
        double[] withL2 = [3, -5];
        double[] decoupled = [3, -5];
        GradientDescent l2 = new(2, DecayVariant.L2) { Alpha = 0.25, Lambda = 0.5 / 0.25 };
        GradientDescent decay = new(2, DecayVariant.Decoupled) { Alpha = 0.25, Lambda = 0.5 };
        for (int t = 0; t < 4; t++)
        {
            l2.Step(withL2, [1, t]);
            decay.Step(decoupled, [1, t]);
        }

        Assert.Equal(decoupled, withL2);
    }

    [Fact]
    public void Maximizing_climbs()
    {
        double[] theta = [1];
        new GradientDescent(1, DecayVariant.L2) { Alpha = 0.5, Maximize = true }.Step(theta, [4]);
        Assert.Equal([3.0], theta);
    }

    [Fact]
    public void Vectors_of_another_length_are_refused_and_nothing_changes()
    {
        GradientDescent descent = new(2, DecayVariant.L2);
        Assert.Throws<ArgumentException>(() => descent.Step([1, 2, 3], [1, 2]));
        Assert.Throws<ArgumentNullException>(() => descent.Step(null!, [1, 2]));
        Assert.Equal(0, descent.StepCount);
    }
}
