using System.Numerics;
using Eden.Kernels;
using Eden.Rules;

namespace Eden;

/// <summary>What the options of optimizers have in common whose step is an <see cref="IDirection{TSelf, T}"/>: decay and the cautious
/// mask are added to any direction. Derive from it for an optimizer of your own (docs/custom-rule.md).</summary>
public abstract record DirectionOptions : OptimizerOptions
{
    /// <summary>Whether to take only those elements of an update whose sign agrees with the gradient's, scaled by
    /// 1/max(share of them in the parameter, 1e-3) (Liang et al., "Cautious Optimizers", 2024). Decay is not masked. Costs one
    /// more reading of the gradient and the state that decides the sign. PyTorch has no such option. Default
    /// <see langword="false"/>.</summary>
    public bool Cautious { get; init; }

    /// <summary>λ of an L2 penalty, which is added to the gradient as λ times the value, and λ of decoupled decay, which takes ηα·λ·p
    /// from p; at most one of them is above 0. Default: neither.</summary>
    protected virtual (double L2Penalty, double WeightDecay) Lambdas => (0, 0);

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (DirectionOptions)base.Map(map) with
    {
        Cautious = map.Flag(nameof(Cautious), Cautious),
    };

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">There is decay that the derived record does not take away.</exception>
    protected internal override OptimizerOptions WithoutDecay() =>
        Lambdas == (0, 0) ? this : throw new NotSupportedException($"{GetType().Name} has decay and no {nameof(WithoutDecay)}; override it.");

    /// <summary>Makes the direction of a step and hands it to <paramref name="sink"/>.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <typeparam name="TSink">The type of the sink.</typeparam>
    /// <param name="learningRate">The learning rate of the step, ηα.</param>
    /// <param name="t">The number of the parameter's step, from 1.</param>
    /// <param name="sink">Takes the direction, once.</param>
    protected abstract void SelectDirection<T, TSink>(double learningRate, long t, TSink sink)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSink : IDirectionSink<T>;

    internal sealed override bool IsPhased => Cautious;

    internal override void Validate() => Require.OneDecay(Lambdas.L2Penalty, Lambdas.WeightDecay);

    internal sealed override double? DecayPerStep(double scheduleMultiplier, long step) =>
        Lambdas.L2Penalty > 0 || MasksDecay ? null : DecayScale(scheduleMultiplier) * Lambdas.WeightDecay;

    internal sealed override void CheckRates<T>(double scheduleMultiplier)
    {
        base.CheckRates<T>(scheduleMultiplier);
        Require.Within<T>(Lambdas.L2Penalty, "L2Penalty");
        Require.Within<T>(DecayScale(scheduleMultiplier) * Lambdas.WeightDecay, "WeightDecay times its rate");
    }

    internal sealed override void SelectRule<T, TSink>(double scheduleMultiplier, long step, ReadOnlySpan<long> shape, TSink sink)
    {
        CheckRates<T>(scheduleMultiplier);
        double learningRate = scheduleMultiplier * LearningRate;
        (double l2Penalty, double weightDecay) = Lambdas;
        if (l2Penalty > 0)
        {
            SelectDirection<T, Composer<T, L2Penalty, TSink>>(learningRate, step, new(this, sink, l2Penalty, LengthOfMask(shape)));
        }
        else if (weightDecay > 0 && MasksDecay)
        {
            SelectDirection<T, Composer<T, MaskedDecay, TSink>>(learningRate, step, new(this, sink, DecayScale(scheduleMultiplier) * weightDecay, LengthOfMask(shape)));
        }
        else if (weightDecay > 0)
        {
            SelectDirection<T, Composer<T, DecoupledDecay, TSink>>(learningRate, step, new(this, sink, DecayScale(scheduleMultiplier) * weightDecay, LengthOfMask(shape)));
        }
        else
        {
            SelectDirection<T, Composer<T, NoDecay, TSink>>(learningRate, step, new(this, sink, 0, LengthOfMask(shape)));
        }
    }

    /// <summary>Whether decoupled decay acts only on values that the update does not move away from 0.</summary>
    private protected virtual bool MasksDecay => false;

    /// <summary>What λ of decoupled decay is multiplied by in a step.</summary>
    private protected virtual double DecayScale(double scheduleMultiplier) => scheduleMultiplier * LearningRate;

    /// <summary>The number of elements where the update is masked, otherwise -1.</summary>
    private long LengthOfMask(ReadOnlySpan<long> shape) => Cautious ? ParameterShape.CountElements(shape) : -1;

    /// <summary>Makes a direction into a rule, in one place for all of them.</summary>
    private readonly struct Composer<T, TDecay, TSink>(OptimizerOptions options, TSink sink, double lambda, long maskLength) : IDirectionSink<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TDecay : struct, IDecay
        where TSink : IEngineSink<T>
    {
        public void Use<TDirection>(in TDirection direction)
            where TDirection : struct, IDirection<TDirection, T>
        {
            options.CheckStateCount(TDirection.StateCount);
            if (maskLength < 0)
            {
                sink.Use(new DirectedRule<T, TDirection, TDecay>(direction, lambda));
            }
            else if (TDirection.SignStateCount > TDirection.StateCount)
            {
                throw new ArgumentException($"The sign of {typeof(TDirection).Name} looks at {TDirection.SignStateCount} state arrays, and there are {TDirection.StateCount}.");
            }
            else
            {
                sink.UsePhased(new CautiousRule<T, TDirection, TDecay>(direction, lambda, maskLength));
            }
        }
    }
}
