using Eden.Reference;

namespace Eden.Lab.Verification;

/// <summary>The optimizers of PyTorch that Eden has: one row each. A new optimizer is a new row.</summary>
internal static partial class OptimizerTable
{
    private static readonly OptimizerRow[] Rows =
    [
        new OptimizerRow<AdamOptions>("Adam", countsSteps: true, ReadAdam, groups => new Adam<float>(groups), groups => new Adam<double>(groups), ExactAdam),
        new OptimizerRow<AdamWOptions>("AdamW", countsSteps: true, ReadAdamW, groups => new AdamW<float>(groups), groups => new AdamW<double>(groups), ExactAdamW),
        new OptimizerRow<SgdOptions>("SGD", countsSteps: false, ReadSgd, groups => new Sgd<float>(groups), groups => new Sgd<double>(groups), ExactSgd),
        new OptimizerRow<NAdamOptions>("NAdam", countsSteps: true, ReadNAdam, groups => new NAdam<float>(groups), groups => new NAdam<double>(groups), ExactNAdam, MomentumProduct),
        new OptimizerRow<RAdamOptions>("RAdam", countsSteps: true, ReadRAdam, groups => new RAdam<float>(groups), groups => new RAdam<double>(groups), ExactRAdam),
        new OptimizerRow<AdamaxOptions>("Adamax", countsSteps: true, ReadAdamax, groups => new Adamax<float>(groups), groups => new Adamax<double>(groups), ExactAdamax),
        new OptimizerRow<AdagradOptions>("Adagrad", countsSteps: true, ReadAdagrad, groups => new Adagrad<float>(groups), groups => new Adagrad<double>(groups), ExactAdagrad),
        new OptimizerRow<RmsPropOptions>("RMSprop", countsSteps: true, ReadRmsProp, groups => new RmsProp<float>(groups), groups => new RmsProp<double>(groups), ExactRmsProp),
    ];

    /// <summary>The row of an optimizer, or null if Eden does not have it.</summary>
    /// <param name="name">PyTorch's name.</param>
    public static OptimizerRow? Find(string name) => Array.Find(Rows, row => row.Name == name);

    private static AdamOptions ReadAdam(TorchOptions options)
    {
        options.RefuseSwitch("decoupled_weight_decay", "Adam with decoupled decay is AdamW; record it as AdamW");
        return WithMoments(new AdamOptions(), options) with { AmsGrad = options.Switch("amsgrad"), L2Penalty = options.Number("weight_decay", 0) };
    }

    private static AdamWOptions ReadAdamW(TorchOptions options)
    {
        _ = options.Switch("decoupled_weight_decay");
        return WithMoments(new AdamWOptions(), options) with { AmsGrad = options.Switch("amsgrad"), WeightDecay = options.Number("weight_decay", 0.01) };
    }

    private static TOptions WithMoments<TOptions>(TOptions defaults, TorchOptions options)
        where TOptions : MomentOptions
    {
        (double beta1, double beta2) = options.Betas();
        return defaults with
        {
            LearningRate = options.Number("lr", defaults.LearningRate),
            Beta1 = beta1,
            Beta2 = beta2,
            Epsilon = options.Number("eps", defaults.Epsilon),
            Maximize = options.Switch("maximize"),
        };
    }

    private static SgdOptions ReadSgd(TorchOptions options) => new()
    {
        LearningRate = options.Number("lr", 1e-3),
        Momentum = options.Number("momentum", 0),
        Dampening = options.Number("dampening", 0),
        Nesterov = options.Switch("nesterov"),
        L2Penalty = options.Number("weight_decay", 0),
        Maximize = options.Switch("maximize"),
    };

    private static ExactStep ExactAdam(AdamOptions options, int length)
    {
        LoshchilovHutterAdam adam = ExactMoments(options, length, DecayVariant.L2);
        adam.Lambda = options.L2Penalty;
        return (values, gradient, learningRate) =>
        {
            adam.Alpha = learningRate;
            adam.Step(values, gradient);
        };
    }

    private static ExactStep ExactAdamW(AdamWOptions options, int length)
    {
        LoshchilovHutterAdam adam = ExactMoments(options, length, DecayVariant.Decoupled);
        return (values, gradient, learningRate) =>
        {
            adam.Alpha = learningRate;
            adam.Lambda = learningRate * options.WeightDecay;
            adam.Step(values, gradient);
        };
    }

    private static LoshchilovHutterAdam ExactMoments(AdaptiveMomentOptions options, int length, DecayVariant variant) => new(length, variant)
    {
        Beta1 = options.Beta1,
        Beta2 = options.Beta2,
        Epsilon = options.Epsilon,
        AmsGrad = options.AmsGrad,
        Maximize = options.Maximize,
    };

    private static ExactStep ExactSgd(SgdOptions options, int length)
    {
        GradientDescent descent = new(length, DecayVariant.L2)
        {
            Momentum = options.Momentum,
            Dampening = options.Dampening,
            Nesterov = options.Nesterov,
            Lambda = options.L2Penalty,
            Maximize = options.Maximize,
        };
        return (values, gradient, learningRate) =>
        {
            descent.Alpha = learningRate;
            descent.Step(values, gradient);
        };
    }
}
