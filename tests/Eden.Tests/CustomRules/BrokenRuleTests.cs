using System.Numerics;

namespace Eden.Tests.CustomRules;

/// <summary>Options and rules that do not fit together are refused before a step.</summary>
public class BrokenRuleTests
{
    [Theory]
    [InlineData(new string[0], "names 0 state arrays and its rule keeps 1; StateNames and the rule's StateCount must agree.")]
    [InlineData(null, "names 0 state arrays and its rule keeps 1; StateNames and the rule's StateCount must agree.")]
    [InlineData(new[] { "a", "b" }, "names 2 state arrays and its rule keeps 1; StateNames and the rule's StateCount must agree.")]
    [InlineData(new[] { "a", "b", "c", "d", "e" }, "names 5 state arrays; a rule keeps at most 4.")]
    [InlineData(new[] { "" }, "StateNames[0] is ''; every state array needs a name, and each another.")]
    [InlineData(new[] { "a", "a" }, "StateNames[1] is 'a'; every state array needs a name, and each another.")]
    [InlineData(new[] { "a", null }, "StateNames[1] is ''; every state array needs a name, and each another.")]
    public void State_that_options_and_rule_do_not_agree_on_is_refused(string?[]? names, string message)
    {
        foreach (OptimizerOptions options in (OptimizerOptions[])[new BrokenDirectionOptions(names), new BrokenDirectionOptions(names) { Cautious = true }, new BrokenRuleOptions(names)])
        {
            Assert.Contains(message, Refusal(options), StringComparison.Ordinal);
            Assert.StartsWith(options.GetType().Name, Refusal(options), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Options_that_hand_over_no_rule_or_two_are_refused(int uses)
    {
        OptimizerOptions[] all = [new BrokenDirectionOptions(["a"]) { Uses = uses }, new BrokenDirectionOptions(["a"]) { Uses = uses, Cautious = true }, new BrokenRuleOptions(["a"]) { Uses = uses }];

        Assert.All(all, options => Assert.StartsWith($"{options.GetType().Name} hands {uses} rules to the sink; each call must hand over one.", Refusal(options), StringComparison.Ordinal));
    }

    [Fact]
    public void A_sign_that_looks_at_state_that_is_not_there_is_refused_where_it_is_asked_for()
    {
        _ = new ParameterGroup<float>([new Parameter<float>("p", 2)], new FarSightedOptions());

        Assert.StartsWith("The sign of FarSighted`1 looks at 3 state arrays, and there are 1.", Refusal(new FarSightedOptions { Cautious = true }), StringComparison.Ordinal);
    }

    [Fact]
    public void Decay_that_nothing_takes_away_is_named()
    {
        string message = Assert.Throws<NotSupportedException>(() => Decay.Split([new Parameter<float>("b", 2)], new BrokenDirectionOptions(["a"]) { Lambda = 0.1 })).Message;

        Assert.Equal("BrokenDirectionOptions has decay and no WithoutDecay; override it.", message);
    }

    [Fact]
    public void Scalars_that_the_element_type_cannot_hold_are_refused_by_name()
    {
        Assert.Contains("Softness is 1E-60; in float32 it rounds to 0", Refusal(new SoftSignOptions { Softness = 1e-60 }), StringComparison.Ordinal);
        Assert.Contains("options.Beta is 1E+39", Refusal(new SoftSignOptions { Beta = 1e39 }), StringComparison.Ordinal);
    }

    private static string Refusal(OptimizerOptions options) =>
        Assert.ThrowsAny<ArgumentException>(() => new ParameterGroup<float>([new Parameter<float>("p", 2)], options)).Message;

    private sealed record BrokenDirectionOptions(string?[]? Names) : DirectionOptions
    {
        public int Uses { get; init; } = 1;

        public double Lambda { get; init; }

        protected internal override ReadOnlySpan<string> StateNames => Names!;

        protected override (double L2Penalty, double WeightDecay) Lambdas => (0, Lambda);

        protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink)
        {
            for (int i = 0; i < Uses; i++)
            {
                sink.Use(default(SoftSignDirection<T>));
            }
        }
    }

    private sealed record BrokenRuleOptions(string?[]? Names) : RuleOptions
    {
        public int Uses { get; init; } = 1;

        protected internal override ReadOnlySpan<string> StateNames => Names!;

        protected internal override OptimizerOptions WithoutDecay() => this;

        protected override void SelectRule<T, TSink>(double learningRate, long t, TSink sink)
        {
            for (int i = 0; i < Uses; i++)
            {
                sink.Use(default(OneState<T>));
            }
        }
    }

    private readonly struct OneState<T> : IRule<OneState<T>, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static int StateCount => 1;

        public TLane Update<TLane>(TLane p, TLane g, ref TLane state0, ref TLane state1, ref TLane state2, ref TLane state3)
            where TLane : struct, ILane<TLane, T> => p - g;
    }

    private sealed record FarSightedOptions : DirectionOptions
    {
        private static readonly string[] AllStateNames = ["a"];

        protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

        protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink) => sink.Use(default(FarSighted<T>));
    }

    private readonly struct FarSighted<T> : IDirection<FarSighted<T>, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static int StateCount => 1;

        public static int SignStateCount => 3;

        public TLane Update<TLane>(TLane g, ref TLane state0, ref TLane state1, ref TLane state2, ref TLane state3)
            where TLane : struct, ILane<TLane, T> => g;
    }
}
