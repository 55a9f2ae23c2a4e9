using System.Numerics;
using Eden.Rules;

namespace Eden;

/// <summary>What the options of optimizers have in common whose rule takes a decay of one of several kinds.</summary>
public abstract record DecayOptions : OptimizerOptions
{
    private protected DecayOptions()
    {
    }

    /// <summary>λ of an L2 penalty and λ of decoupled decay; at most one of them is above 0.</summary>
    private protected abstract (double L2Penalty, double WeightDecay) Lambdas { get; }

    internal sealed override double? DecayPerStep(double scheduleMultiplier, long step) =>
        Lambdas.L2Penalty > 0 ? null : DecayScale(scheduleMultiplier) * Lambdas.WeightDecay;

    internal sealed override void CheckRates<T>(double scheduleMultiplier)
    {
        base.CheckRates<T>(scheduleMultiplier);
        Require.Within<T>(Lambdas.L2Penalty, "L2Penalty");
        Require.Within<T>(DecayScale(scheduleMultiplier) * Lambdas.WeightDecay, "WeightDecay times its rate");
    }

    internal sealed override void SelectRule<T, TSink>(double scheduleMultiplier, long step, TSink sink)
    {
        CheckRates<T>(scheduleMultiplier);
        double learningRate = scheduleMultiplier * LearningRate;
        (double l2Penalty, double weightDecay) = Lambdas;
        if (l2Penalty > 0)
        {
            SelectWith<T, L2Penalty, TSink>(learningRate, l2Penalty, step, sink);
        }
        else if (weightDecay > 0)
        {
            SelectWith<T, DecoupledDecay, TSink>(learningRate, DecayScale(scheduleMultiplier) * weightDecay, step, sink);
        }
        else
        {
            SelectWith<T, NoDecay, TSink>(learningRate, 0, step, sink);
        }
    }

    /// <summary>What λ of decoupled decay is multiplied by in a step.</summary>
    private protected virtual double DecayScale(double scheduleMultiplier) => scheduleMultiplier * LearningRate;

    /// <summary>Hands the rule with a decay to <paramref name="sink"/>.</summary>
    private protected abstract void SelectWith<T, TDecay, TSink>(double learningRate, double lambda, long step, TSink sink)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TDecay : struct, IDecay
        where TSink : IRuleSink<T>;
}
