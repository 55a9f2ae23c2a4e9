using System.Numerics;
using Eden.Rules;

namespace Eden;

/// <summary>What the options of every optimizer have in common. Options are immutable and always valid.</summary>
public abstract record OptimizerOptions
{
    private protected OptimizerOptions()
    {
    }

    /// <summary>The learning rate α. Default 0.001, as PyTorch's Adam and AdamW, where the options do not say otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double LearningRate { get; init => field = Require.AtLeastZero(value); } = 1e-3;

    /// <summary>Whether to ascend instead of descend: the gradient is negated first. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>How many state arrays per parameter the rule of these options keeps.</summary>
    internal int StateCount => StateNames.Length;

    /// <summary>PyTorch's names of these arrays, in the rule's order.</summary>
    internal abstract ReadOnlySpan<string> StateNames { get; }

    /// <summary>Hands the rule of step <paramref name="step"/> (from 1) to <paramref name="sink"/>.</summary>
    internal abstract void SelectRule<T, TSink>(double scheduleMultiplier, long step, ref TSink sink)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSink : IRuleSink<T>;

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

    /// <summary>Refuses options that are valid one by one but not together. Called when a group takes them.</summary>
    internal virtual void Validate()
    {
    }
}
