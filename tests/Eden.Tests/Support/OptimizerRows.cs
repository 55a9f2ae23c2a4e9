namespace Eden.Tests.Support;

/// <summary>The table: one row for every optimizer.</summary>
internal static class OptimizerRows
{
    public static IReadOnlyList<OptimizerRow> All { get; } =
    [
        new(
            "AdamDirection",
            new AdamOptions(),
            new AdamOptions { Beta1 = 0.3, L2Penalty = 0.1, AmsGrad = true },
            new AdamOptions { Maximize = true, Epsilon = 1e-3 },
            new AdamOptions { Nesterov = true, EpsilonRoot = 1e-6, L2Penalty = 0.1 }),
        new(
            "AdamDirection",
            new AdamWOptions(),
            new AdamWOptions { WeightDecay = 0.3, DecayScaling = DecayScaling.ScheduleOnly, AmsGrad = true },
            new AdamWOptions { WeightDecay = 0 },
            new AdamWOptions { WeightDecay = 0.3, DecayScaling = DecayScaling.Corrected },
            new AdamWOptions { WeightDecay = 0.3, CautiousDecay = true },
            new AdamWOptions { Cautious = true, WeightDecay = 0.1, Beta1 = 0.6, Maximize = true },
            new AdamWOptions { Cautious = true, Nesterov = true, Epsilon = 0, EpsilonRoot = 1e-12 }),
        new("SgdDirection", new SgdOptions { L2Penalty = 0.1 }, new SgdOptions { Momentum = 0.9, Dampening = 0.1 }, new SgdOptions { Momentum = 0.9, Nesterov = true, WeightDecay = 0.1 }),
        new("NAdamDirection", new NAdamOptions(), new NAdamOptions { Beta1 = 0.3, L2Penalty = 0.1, MomentumDecay = 0.1 }, new NAdamOptions { WeightDecay = 0.1, CountsMomentumTwice = true, Maximize = true }),
        new("RAdamDirection", new RAdamOptions(), new RAdamOptions { Beta1 = 0.3, Beta2 = 0.9, L2Penalty = 0.1 }, new RAdamOptions { WeightDecay = 0.1, Maximize = true }),
        new("AdamaxDirection", new AdamaxOptions(), new AdamaxOptions { Beta1 = 0.3, Beta2 = 0.9, L2Penalty = 0.1, Maximize = true }),
        new("AdagradDirection", new AdagradOptions(), new AdagradOptions { LearningRateDecay = 0.1, InitialAccumulator = 0.5, L2Penalty = 0.1, Maximize = true }),
        new(
            "RmsPropDirection",
            new RmsPropOptions(),
            new RmsPropOptions { Alpha = 0.3, Momentum = 0.9, L2Penalty = 0.1 },
            new RmsPropOptions { Centered = true, Maximize = true },
            new RmsPropOptions { Centered = true, Momentum = 0.5 }),
        new("SparseAdamDirection", new SparseAdamOptions(), new SparseAdamOptions { Beta1 = 0.3, Beta2 = 0.9, Epsilon = 1e-3, Maximize = true }),
        new("AdadeltaDirection", new AdadeltaOptions(), new AdadeltaOptions { Rho = 0.3, Epsilon = 1e-2, L2Penalty = 0.1, Maximize = true }),
        new("RpropDirection", new RpropOptions(), new RpropOptions { LearningRate = 0.5, Decrease = 0.3, Increase = 2, SmallestStep = 0.01, LargestStep = 1, Maximize = true }),
        new(
            "AsgdRule",
            new AsgdOptions(),
            new AsgdOptions { LearningRate = 0.1, WeightDecay = 0.3, RatePower = 0.5, AveragingStart = 3, Maximize = true },
            new AsgdOptions { WeightDecay = 0, L2Penalty = 0.1, AveragingStart = 0 }),
        new("LionDirection", new LionOptions(), new LionOptions { Beta2 = 0.3, WeightDecay = 0.1, Maximize = true }, new LionOptions { Cautious = true, Beta1 = 0.6, WeightDecay = 0.1 }, new LionOptions { LearningRate = 0.01, WeightDecay = 0.3, CautiousDecay = true }),
        new("ScheduleFreeAdamWRule", new ScheduleFreeAdamWOptions(), new ScheduleFreeAdamWOptions { Beta1 = 0.3, WeightDecay = 0.1, WarmupSteps = 4 }, new ScheduleFreeAdamWOptions { WarmupSteps = 100, Maximize = true }),
        new("ScheduleFreeSgdRule", new ScheduleFreeSgdOptions(), new ScheduleFreeSgdOptions { LearningRate = 0.1, Momentum = 0.3, WeightDecay = 0.1, WarmupSteps = 4, Maximize = true }),
        new(
            "ScheduleFreeRAdamRule",
            new ScheduleFreeRAdamOptions(),
            new ScheduleFreeRAdamOptions { Beta1 = 0.3, Beta2 = 0.9, WeightDecay = 0.1, SkipsSgdPhase = false, Maximize = true }),
        new(
            "AdEmaMixDirection",
            new AdEmaMixOptions(),
            new AdEmaMixOptions { Beta1 = 0.3, Beta3 = 0.99, SlowWeight = 5, Beta3WarmupSteps = 6, SlowWeightWarmupSteps = 4, WeightDecay = 0.1, Maximize = true }),
        new("AdoptRule", new AdoptOptions(), new AdoptOptions { Beta1 = 0.3, ClipExponent = null, L2Penalty = 0.1, Epsilon = 1e-2 }, new AdoptOptions { WeightDecay = 0.1, Maximize = true }),
        new("AdanDirection", new AdanOptions(), new AdanOptions { Beta1 = 0.3, WeightDecay = 0.1 }, new AdanOptions { WeightDecay = 0.1, DecaysFirst = true, Maximize = true }),
        new(
            "LambRule",
            new LambOptions(),
            new LambOptions { Beta1 = 0.3, WeightDecay = 0 },
            new LambOptions { WeightDecay = 0.1, ClipsTrust = true, Maximize = true },
            new LambOptions { WeightDecay = 0, AlwaysAdapts = true }),
        new(
            "MuonRule",
            new MuonOptions(),
            new MuonOptions { Momentum = 0.3, Nesterov = false, WeightDecay = 0.3, NewtonSchulzSteps = 2, RateAdjustment = RateAdjustment.MatchRmsAdamW },
            new MuonOptions { CoefficientA = 1.5, CoefficientB = -0.5, CoefficientC = 0, Epsilon = 10, NewtonSchulzSteps = 1, RateAdjustment = RateAdjustment.SpectralUnclamped, Maximize = true },
            new MuonOptions { NewtonSchulzSteps = 0 }),
        new(
            "AdafactorRule",
            new AdafactorOptions { Epsilon1 = 1e-6 },
            new AdafactorOptions { Beta2Decay = -0.5, Epsilon1 = 1e-2, Epsilon2 = 0.5, ClippingThreshold = 0.5, WeightDecay = 0.1, Maximize = true }),
    ];
}
