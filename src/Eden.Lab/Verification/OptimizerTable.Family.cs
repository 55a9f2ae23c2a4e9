using Eden.Reference;

namespace Eden.Lab.Verification;

/// <summary>What the rows beyond Adam, AdamW and SGD read and compute.</summary>
internal static partial class OptimizerTable
{
    private static NAdamOptions ReadNAdam(TorchOptions options)
    {
        (double penalty, double decay) = EitherDecay(options);
        NAdamOptions defaults = new();
        return WithMoments(defaults, options) with
        {
            MomentumDecay = options.Number("momentum_decay", defaults.MomentumDecay),
            CountsMomentumTwice = options.IsBefore2,
            L2Penalty = penalty,
            WeightDecay = decay,
        };
    }

    private static RAdamOptions ReadRAdam(TorchOptions options)
    {
        (double penalty, double decay) = EitherDecay(options);
        return WithMoments(new RAdamOptions(), options) with { L2Penalty = penalty, WeightDecay = decay };
    }

    private static AdamaxOptions ReadAdamax(TorchOptions options) =>
        WithMoments(new AdamaxOptions(), options) with { L2Penalty = options.Number("weight_decay", 0) };

    private static AdagradOptions ReadAdagrad(TorchOptions options)
    {
        AdagradOptions defaults = new();
        return new()
        {
            LearningRate = options.Number("lr", defaults.LearningRate),
            LearningRateDecay = options.Number("lr_decay", 0),
            InitialAccumulator = options.Number("initial_accumulator_value", 0),
            Epsilon = options.Number("eps", defaults.Epsilon),
            L2Penalty = options.Number("weight_decay", 0),
            Maximize = options.Switch("maximize"),
        };
    }

    private static RmsPropOptions ReadRmsProp(TorchOptions options)
    {
        RmsPropOptions defaults = new();
        return new()
        {
            LearningRate = options.Number("lr", defaults.LearningRate),
            Alpha = options.Number("alpha", defaults.Alpha),
            Epsilon = options.Number("eps", defaults.Epsilon),
            Momentum = options.Number("momentum", 0),
            Centered = options.Switch("centered"),
            L2Penalty = options.Number("weight_decay", 0),
            Maximize = options.Switch("maximize"),
        };
    }

    private static (double L2Penalty, double WeightDecay) EitherDecay(TorchOptions options)
    {
        double decay = options.Number("weight_decay", 0);
        return options.Switch("decoupled_weight_decay") ? (0, decay) : (decay, 0);
    }

    private static Dictionary<string, double[]> MomentumProduct(NAdamOptions options, long steps) =>
        new(StringComparer.Ordinal) { ["mu_product"] = [options.MomentumProduct(steps)] };

    private static DecayVariant VariantOf(double weightDecay) => weightDecay > 0 ? DecayVariant.Decoupled : DecayVariant.L2;

    private static double LambdaOf(double l2Penalty, double weightDecay, double learningRate) =>
        weightDecay > 0 ? learningRate * weightDecay : l2Penalty;

    private static ExactStep ExactNAdam(NAdamOptions options, int length)
    {
        DozatNAdam nadam = new(length, VariantOf(options.WeightDecay))
        {
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            MomentumDecay = options.MomentumDecay,
            CountsMomentumTwice = options.CountsMomentumTwice,
            Maximize = options.Maximize,
        };
        return (values, gradient, learningRate) =>
        {
            nadam.Alpha = learningRate;
            nadam.Lambda = LambdaOf(options.L2Penalty, options.WeightDecay, learningRate);
            nadam.Step(values, gradient);
        };
    }

    private static ExactStep ExactRAdam(RAdamOptions options, int length)
    {
        LiuRAdam radam = new(length, VariantOf(options.WeightDecay))
        {
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            Maximize = options.Maximize,
        };
        return (values, gradient, learningRate) =>
        {
            radam.Alpha = learningRate;
            radam.Lambda = LambdaOf(options.L2Penalty, options.WeightDecay, learningRate);
            radam.Step(values, gradient);
        };
    }

    private static ExactStep ExactAdamax(AdamaxOptions options, int length)
    {
        KingmaBaAdamax adamax = new(length)
        {
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            Lambda = options.L2Penalty,
            Maximize = options.Maximize,
        };
        return (values, gradient, learningRate) =>
        {
            adamax.Alpha = learningRate;
            adamax.Step(values, gradient);
        };
    }

    private static ExactStep ExactAdagrad(AdagradOptions options, int length)
    {
        DuchiAdagrad adagrad = new(length)
        {
            AlphaDecay = options.LearningRateDecay,
            InitialSum = options.InitialAccumulator,
            Epsilon = options.Epsilon,
            Lambda = options.L2Penalty,
            Maximize = options.Maximize,
        };
        return (values, gradient, learningRate) =>
        {
            adagrad.Alpha = learningRate;
            adagrad.Step(values, gradient);
        };
    }

    private static ExactStep ExactRmsProp(RmsPropOptions options, int length)
    {
        HintonRmsProp rmsprop = new(length)
        {
            Decay = options.Alpha,
            Epsilon = options.Epsilon,
            Momentum = options.Momentum,
            Centered = options.Centered,
            Lambda = options.L2Penalty,
            Maximize = options.Maximize,
        };
        return (values, gradient, learningRate) =>
        {
            rmsprop.Alpha = learningRate;
            rmsprop.Step(values, gradient);
        };
    }
}
