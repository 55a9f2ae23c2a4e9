namespace Eden.Tests.Support;

/// <summary>The table: one row for every optimizer.</summary>
internal static class OptimizerRows
{
    public static IReadOnlyList<OptimizerRow> All { get; } =
    [
        new OptimizerRow<AdamOptions>(
            "Adam",
            "AdamDirection",
            [new(), new() { Beta1 = 0.3, L2Penalty = 0.1, AmsGrad = true }, new() { Maximize = true, Epsilon = 1e-3 }, new() { Nesterov = true, EpsilonRoot = 1e-6, L2Penalty = 0.1 }],
            (parameters, options) => new Adam<float>(parameters, options),
            (parameters, options) => new Adam<double>(parameters, options),
            Oracle.Adam),
        new OptimizerRow<AdamWOptions>(
            "AdamW",
            "AdamDirection",
            [new(), new() { WeightDecay = 0.3, DecayScaling = DecayScaling.ScheduleOnly, AmsGrad = true }, new() { WeightDecay = 0 }, new() { Cautious = true, WeightDecay = 0.1, Beta1 = 0.6, Maximize = true }, new() { Cautious = true, Nesterov = true, Epsilon = 0, EpsilonRoot = 1e-12 }],
            (parameters, options) => new AdamW<float>(parameters, options),
            (parameters, options) => new AdamW<double>(parameters, options),
            Oracle.AdamW),
        new OptimizerRow<SgdOptions>(
            "Sgd",
            "SgdDirection",
            [new() { L2Penalty = 0.1 }, new() { Momentum = 0.9, Dampening = 0.1 }, new() { Momentum = 0.9, Nesterov = true, WeightDecay = 0.1 }],
            (parameters, options) => new Sgd<float>(parameters, options),
            (parameters, options) => new Sgd<double>(parameters, options),
            Oracle.Sgd),
        new OptimizerRow<NAdamOptions>(
            "NAdam",
            "NAdamDirection",
            [new(), new() { Beta1 = 0.3, L2Penalty = 0.1, MomentumDecay = 0.1 }, new() { WeightDecay = 0.1, CountsMomentumTwice = true, Maximize = true }],
            (parameters, options) => new NAdam<float>(parameters, options),
            (parameters, options) => new NAdam<double>(parameters, options),
            Oracle.NAdam),
        new OptimizerRow<RAdamOptions>(
            "RAdam",
            "RAdamDirection",
            [new(), new() { Beta1 = 0.3, Beta2 = 0.9, L2Penalty = 0.1 }, new() { WeightDecay = 0.1, Maximize = true }],
            (parameters, options) => new RAdam<float>(parameters, options),
            (parameters, options) => new RAdam<double>(parameters, options),
            Oracle.RAdam),
        new OptimizerRow<AdamaxOptions>(
            "Adamax",
            "AdamaxDirection",
            [new(), new() { Beta1 = 0.3, Beta2 = 0.9, L2Penalty = 0.1, Maximize = true }],
            (parameters, options) => new Adamax<float>(parameters, options),
            (parameters, options) => new Adamax<double>(parameters, options),
            Oracle.Adamax),
        new OptimizerRow<AdagradOptions>(
            "Adagrad",
            "AdagradDirection",
            [new(), new() { LearningRateDecay = 0.1, InitialAccumulator = 0.5, L2Penalty = 0.1, Maximize = true }],
            (parameters, options) => new Adagrad<float>(parameters, options),
            (parameters, options) => new Adagrad<double>(parameters, options),
            Oracle.Adagrad),
        new OptimizerRow<RmsPropOptions>(
            "RmsProp",
            "RmsPropDirection",
            [new(), new() { Alpha = 0.3, Momentum = 0.9, L2Penalty = 0.1 }, new() { Centered = true, Maximize = true }, new() { Centered = true, Momentum = 0.5 }],
            (parameters, options) => new RmsProp<float>(parameters, options),
            (parameters, options) => new RmsProp<double>(parameters, options),
            Oracle.RmsProp),
        new OptimizerRow<LionOptions>(
            "Lion",
            "LionDirection",
            [new(), new() { Beta2 = 0.3, WeightDecay = 0.1, Maximize = true }, new() { Cautious = true, Beta1 = 0.6, WeightDecay = 0.1 }],
            (parameters, options) => new Lion<float>(parameters, options),
            (parameters, options) => new Lion<double>(parameters, options),
            Oracle.Lion),
        new OptimizerRow<ScheduleFreeAdamWOptions>(
            "ScheduleFreeAdamW",
            "ScheduleFreeAdamWRule",
            [new(), new() { Beta1 = 0.3, WeightDecay = 0.1, WarmupSteps = 4 }, new() { WarmupSteps = 100, Maximize = true }],
            (parameters, options) => new ScheduleFreeAdamW<float>(parameters, options),
            (parameters, options) => new ScheduleFreeAdamW<double>(parameters, options),
            Oracle.ScheduleFreeAdamW),
        new OptimizerRow<AdoptOptions>(
            "Adopt",
            "AdoptRule",
            [new(), new() { Beta1 = 0.3, ClipExponent = null, L2Penalty = 0.1, Epsilon = 1e-2 }, new() { WeightDecay = 0.1, Maximize = true }],
            (parameters, options) => new Adopt<float>(parameters, options),
            (parameters, options) => new Adopt<double>(parameters, options),
            Oracle.Adopt),
        new OptimizerRow<AdanOptions>(
            "Adan",
            "AdanDirection",
            [new(), new() { Beta1 = 0.3, WeightDecay = 0.1 }, new() { WeightDecay = 0.1, DecaysFirst = true, Maximize = true }],
            (parameters, options) => new Adan<float>(parameters, options),
            (parameters, options) => new Adan<double>(parameters, options),
            Oracle.Adan),
        new OptimizerRow<LambOptions>(
            "Lamb",
            "LambRule",
            [new(), new() { Beta1 = 0.3, WeightDecay = 0 }, new() { WeightDecay = 0.1, ClipsTrust = true, Maximize = true }, new() { WeightDecay = 0, AlwaysAdapts = true }],
            (parameters, options) => new Lamb<float>(parameters, options),
            (parameters, options) => new Lamb<double>(parameters, options),
            Oracle.Lamb),
        new OptimizerRow<AdafactorOptions>(
            "Adafactor",
            "AdafactorRule",
            [new() { Epsilon1 = 1e-6 }, new() { Beta2Decay = -0.5, Epsilon1 = 1e-2, Epsilon2 = 0.5, ClippingThreshold = 0.5, WeightDecay = 0.1, Maximize = true }],
            (parameters, options) => new Adafactor<float>(parameters, options),
            (parameters, options) => new Adafactor<double>(parameters, options),
            Oracle.Adafactor),
    ];

    /// <summary>The row of the optimizer that has these options.</summary>
    public static OptimizerRow Of(OptimizerOptions options) => All.Single(row => row.OptionsType == options.GetType());
}
