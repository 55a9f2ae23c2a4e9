using Eden.Reference;

namespace Eden.Lab.Verification;

/// <summary>Eden.Reference set up by Eden's options, for one parameter: the only place where it is. The tests compile this file
/// too.</summary>
internal sealed partial class Oracle
{
    private readonly IAlgorithm _algorithm;
    private readonly Func<double, double> _lambda;
    private readonly Func<double[][]> _states;

    /// <summary>Starts an algorithm.</summary>
    /// <param name="algorithm">The algorithm; λ is set here, and the learning rate.</param>
    /// <param name="options">The options.</param>
    /// <param name="lambda">The algorithm's λ at a learning rate.</param>
    /// <param name="states">The state in the order of Eden's rules.</param>
    private Oracle(IAlgorithm algorithm, OptimizerOptions options, Func<double, double> lambda, Func<double[][]> states)
    {
        (_algorithm, _lambda, _states) = (algorithm, lambda, states);
        SetLearningRate(options.LearningRate);
    }

    /// <summary>The state in the order of Eden's rules.</summary>
    public double[][] States => _states();

    public long StepCount => _algorithm.StepCount;

    /// <summary>Starts the paper's algorithm for one vector.</summary>
    public static Oracle Of(OptimizerOptions options, int length) => Of(options, [length]);

    /// <summary>Starts the paper's algorithm for one parameter.</summary>
    /// <param name="options">The options.</param>
    /// <param name="shape">The shape of the parameter.</param>
    /// <param name="machineEpsilon">That of the type in which PyTorch or Eden computes.</param>
    public static Oracle Of(OptimizerOptions options, int[] shape, double machineEpsilon = 2.220446049250313E-16)
    {
        int length = shape.Aggregate(1, (product, dimension) => product * dimension);
        return options switch
        {
            AdamOptions adam => Moments(adam, length, DecayVariant.L2, _ => adam.L2Penalty),
            AdamWOptions { DecayScaling: DecayScaling.ScheduleOnly } adamW => Moments(adamW, length, DecayVariant.Decoupled, _ => adamW.WeightDecay),
            AdamWOptions adamW => Moments(adamW, length, DecayVariant.Decoupled, Decoupled(adamW.WeightDecay)),
            SgdOptions sgd => Sgd(sgd, length),
            NAdamOptions nadam => NAdam(nadam, length),
            RAdamOptions radam => RAdam(radam, length),
            AdamaxOptions adamax => Adamax(adamax, length),
            AdagradOptions adagrad => Adagrad(adagrad, length),
            RmsPropOptions rmsProp => RmsProp(rmsProp, length),
            LionOptions lion => Lion(lion, length),
            ScheduleFreeAdamWOptions adamW => ScheduleFreeAdamW(adamW, length),
            ScheduleFreeSgdOptions sgd => ScheduleFreeSgd(sgd, length),
            ScheduleFreeRAdamOptions radam => ScheduleFreeRAdam(radam, length),
            SparseAdamOptions adam => SparseAdam(adam, length),
            AdadeltaOptions adadelta => Adadelta(adadelta, length),
            RpropOptions rprop => Rprop(rprop, length),
            AsgdOptions asgd => Asgd(asgd, length),
            AdEmaMixOptions mix => AdEmaMix(mix, length),
            AdoptOptions adopt => Adopt(adopt, length),
            AdanOptions adan => Adan(adan, length),
            LambOptions lamb => Lamb(lamb, length),
            MuonOptions muon => Muon(muon, shape),
            AdafactorOptions adafactor => Adafactor(adafactor, shape, machineEpsilon),
            _ => throw new NotSupportedException($"Eden.Reference is not set up for {options.GetType().Name}."),
        };
    }

    /// <summary>Sets the learning rate, and λ where that is scaled by it.</summary>
    public void SetLearningRate(double value) => (_algorithm.Alpha, _algorithm.Lambda) = (value, _lambda(value));

    public void Step(double[] values, double[] gradient, double multiplier = 1) => _algorithm.Step(values, gradient, multiplier);

    /// <summary>One step with a gradient of some rows.</summary>
    public void StepRows(double[] values, int[] rows, double[] gradient) => ((PyTorchSparseAdam)_algorithm).Step(values, rows, gradient);

    private static Func<double, double> Decoupled(double weightDecay) => learningRate => learningRate * weightDecay;

    private static DecayVariant VariantOf(double weightDecay) => weightDecay > 0 ? DecayVariant.Decoupled : DecayVariant.L2;

    private static Func<double, double> Either(double l2Penalty, double weightDecay) => weightDecay > 0 ? Decoupled(weightDecay) : _ => l2Penalty;

    private static Oracle Moments(AdaptiveMomentOptions options, int length, DecayVariant variant, Func<double, double> lambda)
    {
        LoshchilovHutterAdam adam = new(length, variant)
        {
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            AmsGrad = options.AmsGrad,
            Cautious = options.Cautious,
            Nesterov = options.Nesterov,
            EpsilonRoot = options.EpsilonRoot,
            CorrectedDecay = options is AdamWOptions { DecayScaling: DecayScaling.Corrected },
            CautiousDecay = options is AdamWOptions { CautiousDecay: true },
            Maximize = options.Maximize,
        };
        return new(adam, options, lambda, () => [adam.FirstMoment.ToArray(), adam.SecondMoment.ToArray(), .. Kept(options.AmsGrad, adam.MaxSecondMoment)]);
    }

    private static Oracle Sgd(SgdOptions options, int length)
    {
        GradientDescent descent = new(length, VariantOf(options.WeightDecay))
        {
            Momentum = options.Momentum,
            Dampening = options.Dampening,
            Nesterov = options.Nesterov,
            Maximize = options.Maximize,
        };
        return new(descent, options, Either(options.L2Penalty, options.WeightDecay), () => Kept(options.Momentum > 0, descent.MomentumBuffer));
    }

    private static Oracle NAdam(NAdamOptions options, int length)
    {
        DozatNAdam nadam = new(length, VariantOf(options.WeightDecay))
        {
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            MomentumDecay = options.MomentumDecay,
            CountsMomentumTwice = options.CountsMomentumTwice,
            RoundsProduct = true,
            Maximize = options.Maximize,
        };
        return new(nadam, options, Either(options.L2Penalty, options.WeightDecay), () => [nadam.FirstMoment.ToArray(), nadam.SecondMoment.ToArray()]);
    }

    private static Oracle RAdam(RAdamOptions options, int length)
    {
        LiuRAdam radam = new(length, VariantOf(options.WeightDecay))
        {
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            Maximize = options.Maximize,
        };
        return new(radam, options, Either(options.L2Penalty, options.WeightDecay), () => [radam.FirstMoment.ToArray(), radam.SecondMoment.ToArray()]);
    }

    private static Oracle Adamax(AdamaxOptions options, int length)
    {
        KingmaBaAdamax adamax = new(length)
        {
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            Maximize = options.Maximize,
        };
        return new(adamax, options, _ => options.L2Penalty, () => [adamax.FirstMoment.ToArray(), adamax.InfinityNorm.ToArray()]);
    }

    private static Oracle Adagrad(AdagradOptions options, int length)
    {
        DuchiAdagrad adagrad = new(length)
        {
            AlphaDecay = options.LearningRateDecay,
            InitialSum = options.InitialAccumulator,
            Epsilon = options.Epsilon,
            Maximize = options.Maximize,
        };
        return new(adagrad, options, _ => options.L2Penalty, () => [adagrad.Sum.ToArray()]);
    }

    private static Oracle RmsProp(RmsPropOptions options, int length)
    {
        HintonRmsProp rmsProp = new(length)
        {
            Decay = options.Alpha,
            Epsilon = options.Epsilon,
            Momentum = options.Momentum,
            Centered = options.Centered,
            Maximize = options.Maximize,
        };
        return new(rmsProp, options, _ => options.L2Penalty, () => [rmsProp.SquareAverage.ToArray(), .. Kept(options.Centered, rmsProp.GradientAverage), .. Kept(options.Momentum > 0, rmsProp.MomentumBuffer)]);
    }

    private static Oracle Lion(LionOptions options, int length)
    {
        ChenLion lion = new(length)
        {
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Cautious = options.Cautious,
            CautiousDecay = options.CautiousDecay,
            Maximize = options.Maximize,
        };
        return new(lion, options, Decoupled(options.WeightDecay), () => [lion.FirstMoment.ToArray()]);
    }

    private static Oracle ScheduleFreeAdamW(ScheduleFreeAdamWOptions options, int length)
    {
        DefazioScheduleFreeAdamW adamW = new(length)
        {
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            WarmupSteps = options.WarmupSteps,
            Maximize = options.Maximize,
        };
        return new(adamW, options, _ => options.WeightDecay, () => [adamW.Iterate.ToArray(), adamW.SecondMoment.ToArray()]);
    }

    private static Oracle Adopt(AdoptOptions options, int length)
    {
        TaniguchiAdopt adopt = new(length, VariantOf(options.WeightDecay))
        {
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            ClipExponent = options.ClipExponent,
            Maximize = options.Maximize,
        };
        return new(adopt, options, Either(options.L2Penalty, options.WeightDecay), () => [adopt.FirstMoment.ToArray(), adopt.SecondMoment.ToArray()]);
    }

    private static Oracle Adan(AdanOptions options, int length)
    {
        XieAdan adan = new(length)
        {
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Beta3 = options.Beta3,
            Epsilon = options.Epsilon,
            DecaysFirst = options.DecaysFirst,
            Maximize = options.Maximize,
        };
        return new(adan, options, Decoupled(options.WeightDecay), () =>
            [adan.FirstMoment.ToArray(), adan.SecondMoment.ToArray(), adan.DifferenceMoment.ToArray(), [.. adan.PreviousGradient.ToArray().Select(g => -g)]]);
    }

    private static Oracle Lamb(LambOptions options, int length)
    {
        YouLamb lamb = new(length)
        {
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            ClipsTrust = options.ClipsTrust,
            AlwaysAdapts = options.AlwaysAdapts,
            Maximize = options.Maximize,
        };
        return new(lamb, options, _ => options.WeightDecay, () => [lamb.FirstMoment.ToArray(), lamb.SecondMoment.ToArray()]);
    }

    private static Oracle Adafactor(AdafactorOptions options, int[] shape, double machineEpsilon)
    {
        ShazeerSternAdafactor adafactor = new(shape)
        {
            Beta2Decay = options.Beta2Decay,
            Epsilon1 = options.Epsilon1 ?? machineEpsilon,
            Epsilon2 = options.Epsilon2,
            ClippingThreshold = options.ClippingThreshold,
            Maximize = options.Maximize,
        };
        return new(adafactor, options, Decoupled(options.WeightDecay), () => shape.Length < 2 ? [adafactor.Variance.ToArray()] : [adafactor.RowVariance.ToArray(), adafactor.ColumnVariance.ToArray()]);
    }

    private static Oracle Muon(MuonOptions options, int[] shape)
    {
        JordanMuon muon = new(shape[0], shape[1])
        {
            Mu = options.Momentum,
            Nesterov = options.Nesterov,
            Coefficients = (options.CoefficientA, options.CoefficientB, options.CoefficientC),
            Epsilon = options.Epsilon,
            NewtonSchulzSteps = (int)options.NewtonSchulzSteps,
            Adjustment = options.RateAdjustment switch
            {
                RateAdjustment.Original => (a, b) => Math.Sqrt(Math.Max(1, a / b)),
                RateAdjustment.MatchRmsAdamW => (a, b) => 0.2 * Math.Sqrt(Math.Max(a, b)),
                _ => (a, b) => Math.Sqrt(a / b),
            },
            Maximize = options.Maximize,
        };
        return new(muon, options, Decoupled(options.WeightDecay), () => [muon.Momentum.ToArray()]);
    }

    private static double[][] Kept(bool isKept, ReadOnlySpan<double> state) => isKept ? [state.ToArray()] : [];
}
