namespace Eden.Tests.Optimizers;

/// <summary>What a step does and leaves alone, on exact values.</summary>
public class StepTests
{
    [Fact]
    public void The_first_adam_step_moves_by_the_learning_rate_against_the_sign_of_the_gradient()
    {
        Parameter<double> parameter = P("p", [1, 1], [1e-3, -400]);
        using Adam<double> optimizer = new([parameter], new() { LearningRate = 0.25, Epsilon = 0 });
        optimizer.Step();
        Assert.Equal(0.75, parameter.Value[0], 14);
        Assert.Equal(1.25, parameter.Value[1], 14);
    }

    [Fact]
    public void A_zero_gradient_is_a_step_and_an_absent_one_is_none()
    {
        Parameter<float> zero = P("zero", [2], [1]);
        Parameter<float> absent = P("absent", [2], [1]);
        using AdamW<float> optimizer = new([zero, absent], new() { LearningRate = 0.5, WeightDecay = 0.5 });
        optimizer.Step();
        float value = absent.Value[0];
        float moment = optimizer.State(absent, 0)[0];
        zero.ZeroGradient();
        absent.HasGradient = false;
        optimizer.Step();
        Assert.Equal((2L, 1L), (optimizer.GetStepCount(zero), optimizer.GetStepCount(absent)));
        Assert.Equal((value, moment), (absent.Value[0], optimizer.State(absent, 0)[0]));
        Assert.Equal(0.9f * moment, optimizer.State(zero, 0)[0], 1e-8f);
        Assert.True(zero.Value[0] < value * 0.75f, "neither decay nor momentum moved the value");
    }

    [Fact]
    public void A_step_with_a_zero_gradient_on_fresh_moments_is_the_decay_alone()
    {
        Parameter<float> parameter = P("p", [2], [0]);
        using AdamW<float> optimizer = new([parameter], new() { LearningRate = 0.5, WeightDecay = 0.25 });
        optimizer.Step();
        Assert.Equal([1.75f], parameter.Value);
    }

    [Fact]
    public void A_parameter_whose_gradient_comes_late_counts_its_own_steps()
    {
        Parameter<float> early = P("early", [1], [3]);
        Parameter<float> late = P("late", [1], [3]);
        using Adam<float> optimizer = new([early, late]);
        late.HasGradient = false;
        optimizer.Step();
        float afterOne = early.Value[0];
        optimizer.Step();
        late.HasGradient = true;
        late.Gradient[0] = 3;
        optimizer.Step();
        Assert.Equal((3L, 1L), (optimizer.GetStepCount(early), optimizer.GetStepCount(late)));
        Assert.Equal(afterOne, late.Value[0]);
    }

    [Fact]
    public void Groups_step_as_optimizers_of_their_own()
    {
        AdamWOptions strong = new() { LearningRate = 0.1, WeightDecay = 0.5 };
        AdamWOptions weak = new() { WeightDecay = 0, AmsGrad = true, Maximize = true, Beta1 = 0.3 };
        Parameter<float>[] together = [P("a", [1, 2], [3, -4]), P("b", [5], [6])];
        Parameter<float>[] apart = [P("a", [1, 2], [3, -4]), P("b", [5], [6])];
        using AdamW<float> both = new(new([together[0]], strong), new ParameterGroup<float, AdamWOptions>([together[1]], weak));
        using AdamW<float> first = new([apart[0]], strong);
        using AdamW<float> second = new([apart[1]], weak);
        for (int t = 0; t < 3; t++)
        {
            both.Step();
            first.Step();
            second.Step();
        }

        Assert.Equal(apart[0].Value, together[0].Value);
        Assert.Equal(apart[1].Value, together[1].Value);
    }

    [Theory]
    [InlineData(DecayScaling.LearningRate, 2 - (0.5 * 0.25 * 2))]
    [InlineData(DecayScaling.ScheduleOnly, 2 - (0.25 * 2))]
    public void Decay_scales_with_the_learning_rate_or_with_the_schedule_alone(DecayScaling scaling, double expected)
    {
        Parameter<double> parameter = P<double>("p", [2], [0]);
        using AdamW<double> optimizer = new([parameter], new() { LearningRate = 0.5, WeightDecay = 0.25, DecayScaling = scaling });
        optimizer.Step();
        Assert.Equal([expected], parameter.Value);
    }

    [Theory]
    [InlineData(DecayScaling.LearningRate)]
    [InlineData(DecayScaling.ScheduleOnly)]
    public void The_schedule_scales_the_decay_under_both_conventions(DecayScaling scaling)
    {
        double Decayed(double multiplier)
        {
            Parameter<double> parameter = P<double>("p", [2], [0]);
            using AdamW<double> optimizer = new([parameter], new() { LearningRate = 0.5, WeightDecay = 0.25, DecayScaling = scaling });
            optimizer.Groups[0].ScheduleMultiplier = multiplier;
            optimizer.Step();
            return 2 - parameter.Value[0];
        }

        Assert.Equal(Decayed(1) / 4, Decayed(0.25));
        Assert.Equal(0, Decayed(0));
    }

    [Fact]
    public void A_learning_rate_and_a_multiplier_set_between_steps_act_alike()
    {
        Parameter<float> byRate = P("p", [1, -2], [3, 4]);
        Parameter<float> byMultiplier = P("p", [1, -2], [3, 4]);
        using AdamW<float> first = new([byRate], new() { LearningRate = 0.5 });
        using AdamW<float> second = new([byMultiplier], new() { LearningRate = 0.5 });
        foreach (double multiplier in (double[])[1, 0.25, 0.125, 0])
        {
            first.Groups[0].LearningRate = 0.5 * multiplier;
            second.Groups[0].ScheduleMultiplier = multiplier;
            first.Step();
            second.Step();
            Assert.Equal(byRate.Value, byMultiplier.Value);
        }

        Assert.Equal(0, first.Groups[0].Options.LearningRate);
        Assert.Equal(0.5, second.Groups[0].LearningRate);
    }

    [Fact]
    public void A_multiplier_of_zero_moves_no_value_but_counts_and_feeds_the_moments()
    {
        Parameter<float> parameter = P("p", [1], [2]);
        using AdamW<float> optimizer = new([parameter], new() { DecayScaling = DecayScaling.ScheduleOnly });
        optimizer.Groups[0].ScheduleMultiplier = 0;
        optimizer.Step();
        Assert.Equal(1, parameter.Value[0]);
        Assert.Equal(1, optimizer.GetStepCount(parameter));
        Assert.Equal(0.2f, optimizer.State(parameter, 0)[0]);
    }

    [Fact]
    public void Maximizing_is_minimizing_with_negated_gradients()
    {
        Parameter<float> up = P("p", [1, 2], [3, -4]);
        Parameter<float> down = P("p", [1, 2], [-3, 4]);
        using Adam<float> maximizing = new([up], new() { Maximize = true, L2Penalty = 0.1 });
        using Adam<float> minimizing = new([down], new() { L2Penalty = 0.1 });
        maximizing.Step();
        minimizing.Step();
        Assert.Equal(down.Value, up.Value);
        Assert.Equal([3, -4], up.Gradient);
    }

    [Fact]
    public void A_first_moment_without_memory_is_the_gradient_to_the_last_bit()
    {
        Parameter<float> parameter = P("p", [0], [1]);
        using Adam<float> optimizer = new([parameter], new() { Beta1 = 0 });
        optimizer.Step();
        parameter.Gradient[0] = 1e-6f / 3;
        optimizer.Step();
        Assert.Equal([1e-6f / 3], optimizer.State(parameter, 0));
    }

    [Fact]
    public void A_gradient_whose_square_fits_keeps_the_second_moment_finite()
    {
        Parameter<float> parameter = P("p", [0], [1e20f]);
        using Adam<float> optimizer = new([parameter]);
        optimizer.Step();
        Assert.Equal(1e37f, optimizer.State(parameter, 1)[0], 1e31f);
        Assert.Equal(-1e-3f, parameter.Value[0], 1e-9f);
    }

    [Fact]
    public void Zeroing_gradients_leaves_absent_ones_absent()
    {
        Parameter<float> present = P("present", [1], [2]);
        Parameter<float> absent = new("absent", 1);
        using Sgd<float> optimizer = new([present, absent]);
        optimizer.ZeroGradients();
        Assert.Equal([0], present.Gradient);
        Assert.False(absent.HasGradient);
    }

    [Fact]
    public void An_empty_parameter_takes_steps()
    {
        Parameter<float> parameter = new("p", 0) { HasGradient = true };
        using AdamW<float> optimizer = new([parameter]);
        optimizer.Step();
        Assert.Equal(1, optimizer.GetStepCount(parameter));
    }

    private static Parameter<float> P(string name, float[] value, float[] gradient) => P<float>(name, value, gradient);

    private static Parameter<T> P<T>(string name, T[] value, T[] gradient)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Parameter<T> parameter = new(name, value.Length) { HasGradient = true };
        value.CopyTo(parameter.Value);
        gradient.CopyTo(parameter.Gradient);
        return parameter;
    }
}
