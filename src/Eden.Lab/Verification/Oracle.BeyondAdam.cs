using Eden.Reference;

namespace Eden.Lab.Verification;

/// <content>Algorithms without the moments of Adam, or with more than those.</content>
internal sealed partial class Oracle
{
    private static Oracle SparseAdam(SparseAdamOptions options, int length)
    {
        PyTorchSparseAdam adam = new(length) { Beta1 = options.Beta1, Beta2 = options.Beta2, Epsilon = options.Epsilon, Maximize = options.Maximize };
        return new(adam, options, _ => 0, () => [adam.FirstMoment.ToArray(), adam.SecondMoment.ToArray()]);
    }

    private static Oracle Adadelta(AdadeltaOptions options, int length)
    {
        ZeilerAdadelta adadelta = new(length) { Rho = options.Rho, Epsilon = options.Epsilon, Maximize = options.Maximize };
        return new(adadelta, options, _ => options.L2Penalty, () => [adadelta.SquaredGradients.ToArray(), adadelta.SquaredUpdates.ToArray()]);
    }

    private static Oracle Rprop(RpropOptions options, int length)
    {
        RiedmillerBraunRprop rprop = new(length)
        {
            Decrease = options.Decrease,
            Increase = options.Increase,
            Smallest = options.SmallestStep,
            Largest = options.LargestStep,
            Maximize = options.Maximize,
        };
        return new(rprop, options, _ => 0, () => [rprop.Previous.ToArray(), rprop.Sizes.ToArray()]);
    }

    private static Oracle Asgd(AsgdOptions options, int length)
    {
        PolyakJuditskyAsgd asgd = new(length)
        {
            Decay = options.WeightDecay,
            Power = options.RatePower,
            Start = options.AveragingStart,
            Maximize = options.Maximize,
        };
        return new(asgd, options, _ => options.L2Penalty, () => [asgd.Average.ToArray(), [asgd.Rate]]);
    }

    private static Oracle AdEmaMix(AdEmaMixOptions options, int length)
    {
        PagliardiniAdEmaMix mix = new(length)
        {
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Beta3 = options.Beta3,
            SlowWeight = options.SlowWeight,
            Beta3Warmup = options.Beta3WarmupSteps,
            SlowWeightWarmup = options.SlowWeightWarmupSteps,
            Epsilon = options.Epsilon,
            Maximize = options.Maximize,
        };
        return new(mix, options, _ => options.WeightDecay, () => [mix.FastAverage.ToArray(), mix.SlowAverage.ToArray(), mix.SecondMoment.ToArray()]);
    }

    private static Oracle ScheduleFreeSgd(ScheduleFreeSgdOptions options, int length)
    {
        DefazioScheduleFreeSgd sgd = new(length) { Beta = options.Momentum, WarmupSteps = options.WarmupSteps, Maximize = options.Maximize };
        return new(sgd, options, _ => options.WeightDecay, () => [sgd.Iterate.ToArray()]);
    }

    private static Oracle ScheduleFreeRAdam(ScheduleFreeRAdamOptions options, int length)
    {
        DefazioScheduleFreeRAdam radam = new(length)
        {
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            SilentSgdPhase = options.SkipsSgdPhase,
            Maximize = options.Maximize,
        };
        return new(radam, options, _ => options.WeightDecay, () => [radam.Iterate.ToArray(), radam.SecondMoment.ToArray()]);
    }
}
