using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <summary>What the options of optimizers have in common whose step is an <see cref="IRule{TSelf, T}"/> of its own: they handle decay
/// themselves. Derive from it where a step is no <see cref="IDirection{TSelf, T}"/> (docs/custom-rule.md).</summary>
public abstract record RuleOptions : OptimizerOptions
{
    /// <summary>Makes the rule of a step and hands it to <paramref name="sink"/>.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <typeparam name="TSink">The type of the sink.</typeparam>
    /// <param name="learningRate">The learning rate of the step, ηα.</param>
    /// <param name="t">The number of the parameter's step, from 1.</param>
    /// <param name="sink">Takes the rule, once.</param>
    protected abstract void SelectRule<T, TSink>(double learningRate, long t, TSink sink)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSink : IRuleSink<T>;

    /// <summary>The share of itself that a value loses to decay in a step; null where that cannot be told from the rest.</summary>
    /// <param name="learningRate">The learning rate of the step, ηα.</param>
    /// <param name="t">The number of the step, from 1.</param>
    protected virtual double? Decay(double learningRate, long t) => null;

    internal sealed override double? DecayPerStep(double scheduleMultiplier, long step) => Decay(scheduleMultiplier * LearningRate, step);

    internal sealed override void SelectRule<T, TSink>(double scheduleMultiplier, long step, ReadOnlySpan<long> shape, TSink sink)
    {
        CheckRates<T>(scheduleMultiplier);
        SelectRule<T, Checked<T, TSink>>(scheduleMultiplier * LearningRate, step, new(this, sink));
    }

    private readonly struct Checked<T, TSink>(OptimizerOptions options, TSink sink) : IRuleSink<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSink : IEngineSink<T>
    {
        public void Use<TRule>(in TRule rule)
            where TRule : struct, IRule<TRule, T>
        {
            options.CheckStateCount(TRule.StateCount);
            sink.Use(rule);
        }
    }
}
