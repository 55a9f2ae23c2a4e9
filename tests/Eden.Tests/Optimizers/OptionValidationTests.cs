using System.Globalization;

namespace Eden.Tests.Optimizers;

/// <summary>Values out of range are refused where they are set, and the message says which, what and what is allowed.</summary>
public class OptionValidationTests
{
    private const string AtLeastZero = "finite and at least 0";
    private const string Coefficient = "at least 0 and less than 1";
    private const string Finite = "finite";

    private static readonly double[] NeverAllowed = [double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    private static readonly (string Name, string Range, double[] Refused, double[] Allowed, Func<double, OptimizerOptions> Make)[] Options =
    [
        ("LearningRate", AtLeastZero, [-1, -1e-300], [0, 1e-300, 1e300], value => new AdamOptions { LearningRate = value }),
        ("LearningRate", AtLeastZero, [-1], [0, 2], value => new AdamWOptions { LearningRate = value }),
        ("LearningRate", AtLeastZero, [-1], [0, 2], value => new SgdOptions { LearningRate = value }),
        ("Beta1", Coefficient, [-0.1, 1, 1.5], [0, 0.999999], value => new AdamOptions { Beta1 = value }),
        ("Beta2", Coefficient, [-0.1, 1, 1.5], [0, 0.999999], value => new AdamOptions { Beta2 = value }),
        ("Beta1", Coefficient, [-0.1, 1], [0], value => new AdamWOptions { Beta1 = value }),
        ("Beta2", Coefficient, [-0.1, 1], [0], value => new AdamWOptions { Beta2 = value }),
        ("Epsilon", AtLeastZero, [-1e-8], [0, 1], value => new AdamOptions { Epsilon = value }),
        ("Epsilon", AtLeastZero, [-1e-8], [0, 1], value => new AdamWOptions { Epsilon = value }),
        ("L2Penalty", AtLeastZero, [-0.01], [0, 10], value => new AdamOptions { L2Penalty = value }),
        ("WeightDecay", AtLeastZero, [-0.01], [0, 10], value => new AdamWOptions { WeightDecay = value }),
        ("Momentum", AtLeastZero, [-0.5], [0, 0.9, 1.5], value => new SgdOptions { Momentum = value }),
        ("Dampening", Finite, [], [-1, 0, 2], value => new SgdOptions { Dampening = value }),
        ("L2Penalty", AtLeastZero, [-0.01], [0, 10], value => new SgdOptions { L2Penalty = value }),
        ("WeightDecay", AtLeastZero, [-0.01], [0, 10], value => new SgdOptions { WeightDecay = value }),
    ];

    [Fact]
    public void Options_out_of_range_are_refused_by_name_value_and_range()
    {
        foreach ((string name, string range, double[] refused, _, Func<double, OptimizerOptions> make) in Options)
        {
            foreach (double value in refused.Concat(NeverAllowed))
            {
                AssertRefused(name, value, range, () => make(value));
            }
        }
    }

    [Fact]
    public void Options_at_the_ends_of_their_range_are_taken()
    {
        foreach ((_, _, _, double[] allowed, Func<double, OptimizerOptions> make) in Options)
        {
            Assert.All(allowed, value => Assert.NotNull(make(value)));
        }
    }

    [Fact]
    public void The_defaults_are_those_of_pytorch()
    {
        Assert.Equal(new AdamOptions { LearningRate = 1e-3, Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8, L2Penalty = 0, AmsGrad = false, Maximize = false }, new AdamOptions());
        Assert.Equal(new AdamWOptions { LearningRate = 1e-3, Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8, WeightDecay = 0.01, DecayScaling = DecayScaling.LearningRate }, new AdamWOptions());
        Assert.Equal(new SgdOptions { LearningRate = 1e-3, Momentum = 0, Dampening = 0, Nesterov = false, L2Penalty = 0, WeightDecay = 0 }, new SgdOptions());
    }

    [Fact]
    public void An_unknown_decay_scaling_is_refused()
    {
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(() => new AdamWOptions { DecayScaling = (DecayScaling)7 });
        Assert.StartsWith("DecayScaling is 7; it must be one of LearningRate, ScheduleOnly, Corrected.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_rate_or_multiplier_of_a_group_is_refused_and_the_old_one_stays()
    {
        ParameterGroup<float, AdamWOptions> group = new([new Parameter<float>("p", 1)], new() { LearningRate = 0.5, WeightDecay = 0.25 }) { ScheduleMultiplier = 0.75 };
        foreach (double value in (double[])[-1, .. NeverAllowed])
        {
            AssertRefused("LearningRate", value, AtLeastZero, () => group.LearningRate = value);
            AssertRefused("ScheduleMultiplier", value, AtLeastZero, () => group.ScheduleMultiplier = value);
        }

        Assert.Equal(new AdamWOptions { LearningRate = 0.5, WeightDecay = 0.25 }, group.Options);
        Assert.Equal(0.75, group.ScheduleMultiplier);
    }

    [Fact]
    public void Nesterov_without_momentum_or_with_dampening_is_refused()
    {
        SgdOptions[] contradictions = [new() { Nesterov = true }, new() { Nesterov = true, Momentum = 0.9, Dampening = 0.1 }];
        foreach (SgdOptions options in contradictions)
        {
            ArgumentException exception = Assert.Throws<ArgumentException>(() => new Sgd<float>([new Parameter<float>("p", 1)], options));
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"Nesterov needs Momentum above 0 and Dampening 0, but they are {options.Momentum} and {options.Dampening}."), exception.Message);
            Assert.Throws<ArgumentException>(() => Fused.Sgd<float>([1], [1], options.Momentum > 0 ? [0] : [], 1, options));
        }
    }

    [Fact]
    public void Both_kinds_of_decay_at_once_are_refused()
    {
        SgdOptions both = new() { L2Penalty = 0.1, WeightDecay = 0.1 };
        Assert.Throws<ArgumentException>(() => new Sgd<float>([new Parameter<float>("p", 1)], both));
        ParameterGroup<float, SgdOptions> group = new([new Parameter<float>("p", 1)], new());
        Assert.Throws<ArgumentException>(() => group.Options = both);
        Assert.Equal(new SgdOptions(), group.Options);
    }

    [Fact]
    public void A_span_step_refuses_bad_numbers_and_changes_nothing()
    {
        float[] value = [1, 2];
        float[] m = [0, 0];
        float[] v = [0, 0];
        Assert.Throws<ArgumentOutOfRangeException>(() => Fused.AdamW<float>(value, [1, 1], m, v, 0, new()));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fused.AdamW<float>(value, [1, 1], m, v, -1, new()));
        Assert.Throws<ArgumentNullException>(() => Fused.AdamW<float>(value, [1, 1], m, v, 1, null!));
        foreach (double multiplier in (double[])[-1, .. NeverAllowed])
        {
            ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(() => Fused.AdamW<float>(value, [1, 1], m, v, 1, new(), scheduleMultiplier: multiplier));
            Assert.Equal("scheduleMultiplier", exception.ParamName);
        }

        Assert.Equal([1, 2, 0, 0, 0, 0], [.. value, .. m, .. v]);
    }

    private static void AssertRefused(string name, double value, string range, Func<object?> make)
    {
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(make);
        Assert.Equal(name, exception.ParamName);
        Assert.Equal(value, exception.ActualValue);
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it must be {range}."), exception.Message, StringComparison.Ordinal);
    }
}
