using Eden.Reference;

namespace Eden.Tests.Support;

/// <summary>Eden.Reference set up by Eden's options, for one parameter.</summary>
/// <param name="Step">Takes a step: values, gradient, schedule multiplier.</param>
/// <param name="CurrentStates">The state in the order of Eden's rules.</param>
internal sealed record Oracle(Action<double[], double[], double> Step, Func<double[][]> CurrentStates)
{
    public double[][] States => CurrentStates();

    public static Oracle Of(OptimizerOptions options, int length) => OptimizerRows.Of(options).StartOracle(options, length);

    public static Oracle Adam(AdamOptions options, int length) => Moments(options, length, DecayVariant.L2, options.L2Penalty);

    public static Oracle AdamW(AdamWOptions options, int length) =>
        Moments(options, length, DecayVariant.Decoupled, options.WeightDecay * (options.DecayScaling == DecayScaling.LearningRate ? options.LearningRate : 1));

    public static Oracle Sgd(SgdOptions options, int length)
    {
        GradientDescent descent = new(length, VariantOf(options.WeightDecay))
        {
            Alpha = options.LearningRate,
            Momentum = options.Momentum,
            Dampening = options.Dampening,
            Nesterov = options.Nesterov,
            Lambda = options.L2Penalty + (options.LearningRate * options.WeightDecay),
            Maximize = options.Maximize,
        };
        return new(descent.Step, () => options.Momentum > 0 ? [descent.MomentumBuffer.ToArray()] : []);
    }

    public static Oracle NAdam(NAdamOptions options, int length)
    {
        DozatNAdam nadam = new(length, VariantOf(options.WeightDecay))
        {
            Alpha = options.LearningRate,
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            MomentumDecay = options.MomentumDecay,
            CountsMomentumTwice = options.CountsMomentumTwice,
            RoundsProduct = true,
            Lambda = options.L2Penalty + (options.LearningRate * options.WeightDecay),
            Maximize = options.Maximize,
        };
        return new(nadam.Step, () => [nadam.FirstMoment.ToArray(), nadam.SecondMoment.ToArray()]);
    }

    public static Oracle RAdam(RAdamOptions options, int length)
    {
        LiuRAdam radam = new(length, VariantOf(options.WeightDecay))
        {
            Alpha = options.LearningRate,
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            Lambda = options.L2Penalty + (options.LearningRate * options.WeightDecay),
            Maximize = options.Maximize,
        };
        return new(radam.Step, () => [radam.FirstMoment.ToArray(), radam.SecondMoment.ToArray()]);
    }

    public static Oracle Adamax(AdamaxOptions options, int length)
    {
        KingmaBaAdamax adamax = new(length)
        {
            Alpha = options.LearningRate,
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            Lambda = options.L2Penalty,
            Maximize = options.Maximize,
        };
        return new(adamax.Step, () => [adamax.FirstMoment.ToArray(), adamax.InfinityNorm.ToArray()]);
    }

    public static Oracle Adagrad(AdagradOptions options, int length)
    {
        DuchiAdagrad adagrad = new(length)
        {
            Alpha = options.LearningRate,
            AlphaDecay = options.LearningRateDecay,
            InitialSum = options.InitialAccumulator,
            Epsilon = options.Epsilon,
            Lambda = options.L2Penalty,
            Maximize = options.Maximize,
        };
        return new(adagrad.Step, () => [adagrad.Sum.ToArray()]);
    }

    public static Oracle RmsProp(RmsPropOptions options, int length)
    {
        HintonRmsProp rmsprop = new(length)
        {
            Alpha = options.LearningRate,
            Decay = options.Alpha,
            Epsilon = options.Epsilon,
            Momentum = options.Momentum,
            Centered = options.Centered,
            Lambda = options.L2Penalty,
            Maximize = options.Maximize,
        };
        double[][] Kept(bool isKept, ReadOnlySpan<double> state) => isKept ? [state.ToArray()] : [];
        return new(rmsprop.Step, () => [rmsprop.SquareAverage.ToArray(), .. Kept(options.Centered, rmsprop.GradientAverage), .. Kept(options.Momentum > 0, rmsprop.MomentumBuffer)]);
    }

    public static Oracle Lion(LionOptions options, int length)
    {
        ChenLion lion = new(length)
        {
            Alpha = options.LearningRate,
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Lambda = options.LearningRate * options.WeightDecay,
            Cautious = options.Cautious,
            Maximize = options.Maximize,
        };
        return new(lion.Step, () => [lion.FirstMoment.ToArray()]);
    }

    public static Oracle ScheduleFreeAdamW(ScheduleFreeAdamWOptions options, int length)
    {
        DefazioScheduleFreeAdamW adamW = new(length)
        {
            Alpha = options.LearningRate,
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            Lambda = options.WeightDecay,
            WarmupSteps = options.WarmupSteps,
            Maximize = options.Maximize,
        };
        return new(adamW.Step, () => [adamW.Iterate.ToArray(), adamW.SecondMoment.ToArray()]);
    }

    public static Oracle Adopt(AdoptOptions options, int length)
    {
        TaniguchiAdopt adopt = new(length, VariantOf(options.WeightDecay))
        {
            Alpha = options.LearningRate,
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            ClipExponent = options.ClipExponent,
            Lambda = options.L2Penalty + (options.LearningRate * options.WeightDecay),
            Maximize = options.Maximize,
        };
        return new(adopt.Step, () => [adopt.FirstMoment.ToArray(), adopt.SecondMoment.ToArray()]);
    }

    public static Oracle Adan(AdanOptions options, int length)
    {
        XieAdan adan = new(length)
        {
            Alpha = options.LearningRate,
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Beta3 = options.Beta3,
            Epsilon = options.Epsilon,
            Lambda = options.LearningRate * options.WeightDecay,
            DecaysFirst = options.DecaysFirst,
            Maximize = options.Maximize,
        };
        return new(adan.Step, () => [adan.FirstMoment.ToArray(), adan.SecondMoment.ToArray(), adan.DifferenceMoment.ToArray(), [.. adan.PreviousGradient.ToArray().Select(g => -g)]]);
    }

    public static Oracle Lamb(LambOptions options, int length)
    {
        YouLamb lamb = new(length)
        {
            Alpha = options.LearningRate,
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            Lambda = options.WeightDecay,
            ClipsTrust = options.ClipsTrust,
            AlwaysAdapts = options.AlwaysAdapts,
            Maximize = options.Maximize,
        };
        return new(lamb.Step, () => [lamb.FirstMoment.ToArray(), lamb.SecondMoment.ToArray()]);
    }

    public static Oracle Adafactor(AdafactorOptions options, int length) => Adafactor(options, [length], Math.ScaleB(1, -52));

    public static Oracle Adafactor(AdafactorOptions options, int[] shape, double machineEpsilon)
    {
        ShazeerSternAdafactor adafactor = new(shape)
        {
            Alpha = options.LearningRate,
            Beta2Decay = options.Beta2Decay,
            Epsilon1 = options.Epsilon1 ?? machineEpsilon,
            Epsilon2 = options.Epsilon2,
            ClippingThreshold = options.ClippingThreshold,
            Lambda = options.LearningRate * options.WeightDecay,
            Maximize = options.Maximize,
        };
        return new(adafactor.Step, () => shape.Length < 2 ? [adafactor.Variance.ToArray()] : [adafactor.RowVariance.ToArray(), adafactor.ColumnVariance.ToArray()]);
    }

    private static DecayVariant VariantOf(double weightDecay) => weightDecay > 0 ? DecayVariant.Decoupled : DecayVariant.L2;

    private static Oracle Moments(AdaptiveMomentOptions options, int length, DecayVariant variant, double lambda)
    {
        LoshchilovHutterAdam adam = new(length, variant)
        {
            Alpha = options.LearningRate,
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            Lambda = lambda,
            AmsGrad = options.AmsGrad,
            Cautious = options.Cautious,
            Nesterov = options.Nesterov,
            EpsilonRoot = options.EpsilonRoot,
            Maximize = options.Maximize,
        };
        return new(adam.Step, () => options.AmsGrad
            ? [adam.FirstMoment.ToArray(), adam.SecondMoment.ToArray(), adam.MaxSecondMoment.ToArray()]
            : [adam.FirstMoment.ToArray(), adam.SecondMoment.ToArray()]);
    }
}
