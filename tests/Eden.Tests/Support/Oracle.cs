using Eden.Reference;

namespace Eden.Tests.Support;

/// <summary>Eden.Reference set up by Eden's options, for one parameter.</summary>
internal sealed class Oracle
{
    private readonly Action<double[], double[], double> _step;
    private readonly Func<double[][]> _states;

    public Oracle(OptimizerOptions options, int length)
    {
        (_step, _states) = options switch
        {
            AdamOptions adam => ForAdam(adam, length, DecayVariant.L2, adam.L2Penalty),
            AdamWOptions { DecayScaling: DecayScaling.LearningRate } adamW => ForAdam(adamW, length, DecayVariant.Decoupled, adamW.LearningRate * adamW.WeightDecay),
            AdamWOptions adamW => ForAdam(adamW, length, DecayVariant.Decoupled, adamW.WeightDecay),
            SgdOptions { WeightDecay: > 0 } sgd => ForGradientDescent(sgd, length, DecayVariant.Decoupled, sgd.LearningRate * sgd.WeightDecay),
            SgdOptions sgd => ForGradientDescent(sgd, length, DecayVariant.L2, sgd.L2Penalty),
            _ => throw new NotSupportedException(options.GetType().Name),
        };
    }

    /// <summary>The state in the order of Eden's rules.</summary>
    public double[][] States => _states();

    public void Step(double[] theta, double[] gradient, double multiplier) => _step(theta, gradient, multiplier);

    private static (Action<double[], double[], double>, Func<double[][]>) ForAdam(AdaptiveMomentOptions options, int length, DecayVariant variant, double lambda)
    {
        LoshchilovHutterAdam adam = new(length, variant)
        {
            Alpha = options.LearningRate,
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            Lambda = lambda,
            Amsgrad = options.Amsgrad,
            Maximize = options.Maximize,
        };
        return (adam.Step, () => options.Amsgrad
            ? [adam.FirstMoment.ToArray(), adam.SecondMoment.ToArray(), adam.MaxSecondMoment.ToArray()]
            : [adam.FirstMoment.ToArray(), adam.SecondMoment.ToArray()]);
    }

    private static (Action<double[], double[], double>, Func<double[][]>) ForGradientDescent(SgdOptions options, int length, DecayVariant variant, double lambda)
    {
        GradientDescent descent = new(length, variant)
        {
            Alpha = options.LearningRate,
            Momentum = options.Momentum,
            Dampening = options.Dampening,
            Nesterov = options.Nesterov,
            Lambda = lambda,
            Maximize = options.Maximize,
        };
        return (descent.Step, () => options.Momentum > 0 ? [descent.MomentumBuffer.ToArray()] : []);
    }
}
