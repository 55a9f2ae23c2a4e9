using System.Globalization;
using Eden.Tests.Support;

namespace Eden.Tests.Optimizers;

/// <summary>Numbers are checked as steps use them: rounded to the element type, where a double may be infinite or 0.</summary>
public class NarrowedNumberTests
{
    private const string AtMost = "in float32 it must be at most 3.4028234663852886E+38.";

    private const string RoundsToZero = "in float32 it rounds to 0; give 0 or at least 1.401298464324817E-45.";

    private static readonly (OptimizerOptions Options, string Message)[] Refused =
    [
        (new SgdOptions { LearningRate = 1e39 }, $"LearningRate is 1E+39; {AtMost}"),
        (new LionOptions { LearningRate = 3.5e38 }, $"LearningRate is 3.5E+38; {AtMost}"),
        (new ScheduleFreeAdamWOptions { LearningRate = 1e39 }, $"LearningRate is 1E+39; {AtMost}"),
        (new AdamWOptions { WeightDecay = 1e45 }, $"WeightDecay times its rate is 9.999999999999999E+41; {AtMost}"),
        (new AdamWOptions { WeightDecay = 1e45, DecayScaling = DecayScaling.ScheduleOnly, LearningRate = 0 }, $"WeightDecay times its rate is 1E+45; {AtMost}"),
        (new ScheduleFreeAdamWOptions { WeightDecay = 1e45, LearningRate = 1, WarmupSteps = 1_000_000_000 }, $"WeightDecay times its rate is 1E+45; {AtMost}"),
        (new AdamOptions { L2Penalty = 1e39 }, $"L2Penalty is 1E+39; {AtMost}"),
        (new SgdOptions { Momentum = 1e39 }, $"Momentum is 1E+39; {AtMost}"),
        (new SgdOptions { Momentum = 0.9, Dampening = -1e39 }, $"1 − Dampening is 1E+39; {AtMost}"),
        (new RmsPropOptions { Momentum = 1e39 }, $"Momentum is 1E+39; {AtMost}"),
        (new AdamOptions { LearningRate = 3e38, Beta1 = 0.5, Beta2 = 0 }, $"LearningRate with the correction of bias is 6E+38; {AtMost}"),
        (new AdagradOptions { InitialAccumulator = 1e39 }, $"InitialAccumulator is 1E+39; {AtMost}"),
        (new AdagradOptions { InitialAccumulator = 1e-46 }, $"InitialAccumulator is 1E-46; {RoundsToZero}"),
        (new ScheduleFreeAdamWOptions { Beta1 = 1e-39 }, "1 − 1/Beta1 is -1.0000000000000001E+39; in float32 it must be at least -3.4028234663852886E+38."),
        .. from double epsilon in (double[])[1e39, 1e-46]
           from OptimizerOptions options in (OptimizerOptions[])
           [
               new AdagradOptions { Epsilon = epsilon }, new AdamaxOptions { Epsilon = epsilon }, new RmsPropOptions { Epsilon = epsilon },
               new RAdamOptions { Epsilon = epsilon }, new AdamOptions { Epsilon = epsilon, Beta2 = 0 }, new AdamWOptions { Epsilon = epsilon, Beta2 = 0 },
               new NAdamOptions { Epsilon = epsilon, Beta2 = 0 }, new ScheduleFreeAdamWOptions { Epsilon = epsilon, Beta2 = 0 },
           ]
           select (options, string.Create(CultureInfo.InvariantCulture, $"Epsilon is {epsilon}; {(epsilon > 1 ? AtMost : RoundsToZero)}")),
        (new AdamOptions { EpsilonRoot = 1e-46, Beta2 = 0 }, $"EpsilonRoot is 1E-46; {RoundsToZero}"),

        // 2⁻¹⁴⁹ times the root of 1 − β₂, which is ½, is rounded to 0.
        (new AdamOptions { Epsilon = 1.4e-45, Beta2 = 0.75 }, "Epsilon is 1.4E-45; in float32 it rounds to 0; give 0 or at least 2.802596928649634E-45."),
    ];

    [Fact]
    public void What_the_element_type_cannot_hold_is_refused_by_name_value_and_range()
    {
        foreach ((OptimizerOptions options, string message) in Refused)
        {
            ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(() => Runs.Create([new Parameter<float>("p", 1)], options));
            Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_same_numbers_are_taken_in_double()
    {
        foreach ((OptimizerOptions options, _) in Refused)
        {
            using Optimizer<double> optimizer = Runs.Create([new Parameter<double>("p", 1)], options);
            Assert.Single(optimizer.Groups);
        }
    }

    [Fact]
    public void Spans_refuse_them_too_and_nothing_changes()
    {
        foreach ((OptimizerOptions options, string message) in Refused.Where(row => !row.Message.StartsWith("InitialAccumulator", StringComparison.Ordinal)))
        {
            float[] value = [1], gradient = [2];
            float[][] states = [.. Enumerable.Range(0, 4).Select(i => i < options.StateCount ? new float[1] : [])];
            ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(() => Fused.Run(value, gradient, states[0], states[1], states[2], 1, options, 1, state3: states[3]));
            Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
            Assert.Equal([1, 2], value.Concat(gradient));
            Assert.All(states.SelectMany(state => state), state => Assert.Equal(0, state));
        }
    }

    [Fact]
    public void A_group_keeps_its_options_rate_and_multiplier_when_others_are_refused()
    {
        ParameterGroup<float, AdamWOptions> group = new([new Parameter<float>("p", 1)], new() { LearningRate = 0.5, WeightDecay = 2 }) { ScheduleMultiplier = 4 };
        AssertRefused("LearningRate is 1E+39;", () => group.LearningRate = 1e39);
        AssertRefused("LearningRate times ScheduleMultiplier is 4E+38;", () => group.LearningRate = 1e38);
        AssertRefused("LearningRate times ScheduleMultiplier is 5E+38;", () => group.ScheduleMultiplier = 1e39);
        AssertRefused("WeightDecay times its rate is 6E+38;", () => group.ScheduleMultiplier = 6e38);
        AssertRefused("Epsilon is 1E-60;", () => group.Options = new() { Epsilon = 1e-60 });
        group.Schedule = Schedule.Constant(1e39);
        AssertRefused("LearningRate times ScheduleMultiplier is 5E+38;", () => group.ApplySchedules(0));
        group.Drive(Schedule.Constant(0.25), (options, value) => options with { WeightDecay = value });
        AssertRefused("LearningRate times ScheduleMultiplier is 5E+38;", () => group.ApplySchedules(0));
        Assert.Equal((new AdamWOptions { LearningRate = 0.5, WeightDecay = 2 }, 4), (group.Options, group.ScheduleMultiplier));
    }

    [Fact]
    public void A_rate_that_only_the_first_step_cannot_hold_leaves_the_group_free()
    {
        // lr/(1 − β₁) is too large in the first step.
        ParameterGroup<float, AdamOptions> group = new([new Parameter<float>("q", 1)], new() { LearningRate = 1, Beta1 = 0.99, Beta2 = 0 }) { ScheduleMultiplier = 1e38 };
        using Adam<float> optimizer = new([new Parameter<float>("p", 1)]);
        AssertRefused("LearningRate with the correction of bias is ", () => new Adam<float>(group));
        AssertRefused("LearningRate with the correction of bias is ", () => optimizer.AddGroup(group));
        Assert.Single(optimizer.Groups);
        group.ScheduleMultiplier = 1;
        optimizer.AddGroup(group);
        Assert.Equal(2, optimizer.Groups.Count);
    }

    [Fact]
    public void A_scalar_that_only_a_later_step_cannot_hold_is_refused_before_anything_changes()
    {
        float[] first = [1], second = [1];
        Parameter<float> early = Parameter<float>.Wrap("early", first, new float[] { 1 });
        Parameter<float> late = Parameter<float>.Wrap("late", second, new float[] { 1 });
        using Adam<float> optimizer = new(
            new ParameterGroup<float, AdamOptions>([early], new()),
            new ParameterGroup<float, AdamOptions>([late], new() { LearningRate = 0, Beta1 = 0.99, Beta2 = 0 }));

        // The rate fits; divided by 1 − β₁ of the first step it does not.
        optimizer.Groups[1].LearningRate = 1e38;
        AssertRefused("LearningRate with the correction of bias is ", () => optimizer.Step());
        Assert.Equal([1, 1], first.Concat(second));
        Assert.Equal([0, 0], optimizer.GetState(early).Values.Select(state => state[0]));
        Assert.Equal(0, optimizer.GetStepCount(early));
        optimizer.Groups[1].LearningRate = 0;
        Assert.False(optimizer.Step().IsSkipped);
        Assert.Equal(1, optimizer.GetStepCount(early));
    }

    [Fact]
    public void Products_that_overflow_double_are_refused_in_double()
    {
        ParameterGroup<double, SgdOptions> group = new([new Parameter<double>("p", 1)], new() { LearningRate = 1e200 });
        AssertRefused("LearningRate times ScheduleMultiplier is Infinity; in float64 it must be at most 1.7976931348623157E+308.", () => group.ScheduleMultiplier = 1e200);
    }

    [Fact]
    public void Rates_and_decays_that_round_to_0_are_0()
    {
        float[] value = [1];
        using AdamW<float> optimizer = new([Parameter<float>.Wrap("p", value, new float[] { 1 })], new() { LearningRate = 1e-50, WeightDecay = 1e-50 });
        optimizer.Step();
        optimizer.Groups[0].LearningRate = 1;
        optimizer.Groups[0].ScheduleMultiplier = 1e-50;
        optimizer.Step();
        Assert.Equal([1], value);
    }

    [Fact]
    public void Betas_that_round_to_1_keep_their_distance_from_1()
    {
        // 1 − β₂ is computed in double: v is 1e-12·g² after a step, and its correction brings g² back.
        float[] value = [0];
        Parameter<float> parameter = Parameter<float>.Wrap("p", value, new float[] { 4 });
        using Adam<float> optimizer = new([parameter], new() { LearningRate = 0.5, Beta1 = 1 - 1e-12, Beta2 = 1 - 1e-12, Epsilon = 0 });
        optimizer.Step();
        Assert.Equal(-0.5f, value[0], 1e-4f);
        Assert.Equal(16e-12f, optimizer.GetState(parameter)["exp_avg_sq"][0], 1e-15f);
    }

    [Fact]
    public void Bounds_that_round_to_0_are_refused_and_bounds_above_all_numbers_bound_nothing()
    {
        float[] value = [0];
        using Sgd<float> optimizer = new([Parameter<float>.Wrap("p", value, new float[] { 3 })], new() { LearningRate = 1 });
        AssertRefused($"MaxNorm is 1E-46; {RoundsToZero}", () => optimizer.GradientOptions = new() { MaxNorm = 1e-46 });
        AssertRefused($"MaxValue is 1E-46; {RoundsToZero}", () => optimizer.GradientOptions = new() { MaxValue = 1e-46 });
        Assert.Equal(new GradientOptions(), optimizer.GradientOptions);
        optimizer.GradientOptions = new() { MaxValue = 1e39 };
        optimizer.Step();
        optimizer.GradientOptions = new() { MaxNorm = 1e39 };
        optimizer.Step();
        Assert.Equal([-6], value);
    }

    [Fact]
    public void A_clip_factor_below_the_normal_numbers_clips_exactly()
    {
        // The factor 1e-40 has few digits left in float32, and 1e-46 none.
        foreach (double most in (double[])[1e-2, 1e-8])
        {
            float[] value = [0, 0], gradient = [3e38f, 0];
            using Sgd<float> optimizer = new([Parameter<float>.Wrap("p", value, gradient)], new() { LearningRate = 1 }) { GradientOptions = new() { MaxNorm = most } };
            optimizer.Step();
            Assert.Equal([-most, 0], value.Select(v => (double)v), (expected, actual) => Math.Abs(expected - actual) <= 1e-6 * most);
        }
    }

    [Theory]
    [InlineData(NonFiniteGradients.Propagate)]
    [InlineData(NonFiniteGradients.SkipStep)]
    public void Doubles_whose_squares_overflow_are_clipped_to_the_norm(NonFiniteGradients policy)
    {
        double[] value = [0, 0];
        using Sgd<double> optimizer = new([Parameter<double>.Wrap("p", value, new double[] { 3e200, -4e200 })], new() { LearningRate = 1 }) { GradientOptions = new() { MaxNorm = 1, NonFinite = policy } };
        StepResult result = optimizer.Step();
        Assert.Equal(5e200, result.GradientNorm!.Value, 1e186);
        Assert.Equal([-0.6, 0.8], value, (expected, actual) => Math.Abs(expected - actual) < 1e-15);
    }

    private static void AssertRefused(string message, Action change) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(change).Message, StringComparison.Ordinal);

    private static void AssertRefused<TResult>(string message, Func<TResult> change) => AssertRefused(message, () => { change(); });
}
