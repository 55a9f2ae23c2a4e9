using System.Numerics;
using Eden.Rules;

namespace Eden;

/// <summary>What the options of optimizers have in common whose rule takes a decay of one of several kinds.</summary>
public abstract record DecayOptions : OptimizerOptions
{
    private protected DecayOptions()
    {
    }

    /// <summary>Selects the rule with the decay that λ asks for.</summary>
    /// <param name="l2Penalty">λ of an L2 penalty.</param>
    /// <param name="weightDecay">λ of decoupled decay; at most one of the two is above 0.</param>
    /// <param name="decayScale">What decoupled decay is multiplied by in this step.</param>
    /// <param name="learningRate">ηα.</param>
    /// <param name="step">The step, from 1.</param>
    /// <param name="sink">Who takes the rule.</param>
    private protected void SelectDecay<T, TSink>(double l2Penalty, double weightDecay, double decayScale, double learningRate, long step, ref TSink sink)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSink : IRuleSink<T>
    {
        if (l2Penalty > 0)
        {
            SelectWith<T, L2Penalty, TSink>(learningRate, l2Penalty, step, ref sink);
        }
        else if (weightDecay > 0)
        {
            SelectWith<T, DecoupledDecay, TSink>(learningRate, decayScale * weightDecay, step, ref sink);
        }
        else
        {
            SelectWith<T, NoDecay, TSink>(learningRate, 0, step, ref sink);
        }
    }

    /// <summary>Hands the rule with a decay to <paramref name="sink"/>.</summary>
    private protected abstract void SelectWith<T, TDecay, TSink>(double learningRate, double lambda, long step, ref TSink sink)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TDecay : struct, IDecay
        where TSink : IRuleSink<T>;
}
