namespace Eden.Tests.Support;

/// <summary>Every optimizer with every variant of its options, each under a name that stays when an API changes.</summary>
internal static class BitVariants
{
    public static IReadOnlyList<(string Name, OptimizerOptions Options)> All => [.. Named, .. Rows];

    /// <summary>The options of the other optimizers' rows, by their places: a row only grows.</summary>
    private static IEnumerable<(string Name, OptimizerOptions Options)> Rows =>
        from row in OptimizerRows.All
        where !Named.Any(named => named.Options.GetType() == row.OptionsType)
        from place in row.Options.Index()
        select ($"{row.Name} {place.Index}", place.Item);

    private static readonly IReadOnlyList<(string Name, OptimizerOptions Options)> Named =
    [
        .. Of("Adam", new AdamOptions { LearningRate = 0.02 }, [Flag<AdamOptions>("L2 0.1", o => o with { L2Penalty = 0.1 }), .. Moments<AdamOptions>()]),
        .. Of("AdamW", new AdamWOptions { LearningRate = 0.02, WeightDecay = 0 }, [AdamWDecays, Flag<AdamWOptions>("cautious", o => o with { Cautious = true }), .. Moments<AdamWOptions>()]),
        ("AdamW, corrected decay 0.1", new AdamWOptions { LearningRate = 0.02, WeightDecay = 0.1, DecayScaling = DecayScaling.Corrected }),
        ("AdamW, cautious decay 0.1", new AdamWOptions { LearningRate = 0.02, WeightDecay = 0.1, CautiousDecay = true }),
        ("Lion, cautious decay 0.1", new LionOptions { LearningRate = 0.002, WeightDecay = 0.1, CautiousDecay = true }),
        .. Of("Sgd", new SgdOptions { LearningRate = 0.02 }, [Decays<SgdOptions>((o, l) => o with { L2Penalty = l }, (o, l) => o with { WeightDecay = l }), Momenta]),
        .. Of(
            "NAdam",
            new NAdamOptions { LearningRate = 0.02 },
            [Decays<NAdamOptions>((o, l) => o with { L2Penalty = l }, (o, l) => o with { WeightDecay = l }), Flag<NAdamOptions>("counts momentum twice", o => o with { CountsMomentumTwice = true })]),
        .. Of("RAdam", new RAdamOptions { LearningRate = 0.02 }, [Decays<RAdamOptions>((o, l) => o with { L2Penalty = l }, (o, l) => o with { WeightDecay = l })]),
        .. Of("Adamax", new AdamaxOptions { LearningRate = 0.02 }, [Flag<AdamaxOptions>("L2 0.1", o => o with { L2Penalty = 0.1 })]),
        .. Of(
            "Adagrad",
            new AdagradOptions { LearningRate = 0.02 },
            [
                Flag<AdagradOptions>("L2 0.1", o => o with { L2Penalty = 0.1 }),
                Flag<AdagradOptions>("initial sum 0.5", o => o with { InitialAccumulator = 0.5 }),
                Flag<AdagradOptions>("rate decay 0.1", o => o with { LearningRateDecay = 0.1 }),
            ]),
        .. Of(
            "RMSprop",
            new RmsPropOptions { LearningRate = 0.02 },
            [
                Flag<RmsPropOptions>("L2 0.1", o => o with { L2Penalty = 0.1 }),
                Flag<RmsPropOptions>("centered", o => o with { Centered = true }),
                Flag<RmsPropOptions>("momentum 0.9", o => o with { Momentum = 0.9 }),
            ]),
        .. Of(
            "Lion",
            new LionOptions { LearningRate = 0.002 },
            [Flag<LionOptions>("decay 0.1", o => o with { WeightDecay = 0.1 }), Flag<LionOptions>("cautious", o => o with { Cautious = true })]),
        .. Of(
            "ScheduleFreeAdamW",
            new ScheduleFreeAdamWOptions { LearningRate = 0.02 },
            [Flag<ScheduleFreeAdamWOptions>("decay 0.1", o => o with { WeightDecay = 0.1 }), Flag<ScheduleFreeAdamWOptions>("warm-up 4", o => o with { WarmupSteps = 4 })]),
        .. Of("Adopt", new AdoptOptions { LearningRate = 0.02 }, [Decays<AdoptOptions>((o, l) => o with { L2Penalty = l }, (o, l) => o with { WeightDecay = l }), Flag<AdoptOptions>("not clipped", o => o with { ClipExponent = null })]),
        .. Of("Adan", new AdanOptions { LearningRate = 0.02 }, [Flag<AdanOptions>("decay 0.1", o => o with { WeightDecay = 0.1 }), Flag<AdanOptions>("decays first", o => o with { DecaysFirst = true }), Flag<AdanOptions>("cautious", o => o with { Cautious = true })]),
        .. Of("Lamb", new LambOptions { LearningRate = 0.02, WeightDecay = 0 }, [Flag<LambOptions>("decay 0.1", o => o with { WeightDecay = 0.1 }), Flag<LambOptions>("always adapts", o => o with { AlwaysAdapts = true }), Flag<LambOptions>("clips trust", o => o with { ClipsTrust = true })]),
        .. Of("Muon", new MuonOptions { LearningRate = 0.02 }, [Flag<MuonOptions>("without nesterov", o => o with { Nesterov = false }), Flag<MuonOptions>("rms of AdamW", o => o with { RateAdjustment = RateAdjustment.MatchRmsAdamW, NewtonSchulzSteps = 3 })]),
        .. Of("Adafactor", new AdafactorOptions { LearningRate = 0.02 }, [Flag<AdafactorOptions>("decay 0.1", o => o with { WeightDecay = 0.1 }), Flag<AdafactorOptions>("epsilon", o => o with { Epsilon1 = 1e-3 })]),
    ];

    private static (string Name, Func<AdamWOptions, AdamWOptions> Change)[] AdamWDecays =>
    [
        (string.Empty, o => o),
        ("decay 0.1", o => o with { WeightDecay = 0.1 }),
        ("decay 0.1 by schedule", o => o with { WeightDecay = 0.1, DecayScaling = DecayScaling.ScheduleOnly }),
    ];

    private static (string Name, Func<SgdOptions, SgdOptions> Change)[] Momenta =>
    [
        (string.Empty, o => o),
        ("momentum 0.9", o => o with { Momentum = 0.9 }),
        ("momentum 0.9, dampening 0.1", o => o with { Momentum = 0.9, Dampening = 0.1 }),
        ("nesterov 0.9", o => o with { Momentum = 0.9, Nesterov = true }),
    ];

    /// <summary>The product of choices; a choice is a list of variants, each with its name and its change.</summary>
    private static IEnumerable<(string Name, OptimizerOptions Options)> Of<TOptions>(string name, TOptions start, (string Name, Func<TOptions, TOptions> Change)[][] choices)
        where TOptions : OptimizerOptions
    {
        IEnumerable<(string Name, TOptions Options)> variants = [(name, start)];
        foreach ((string Name, Func<TOptions, TOptions> Change)[] choice in choices)
        {
            variants = [.. from variant in variants
                           from change in choice
                           select (change.Name.Length == 0 ? variant.Name : $"{variant.Name}, {change.Name}", change.Change(variant.Options))];
        }

        return variants.Select(variant => (variant.Name, (OptimizerOptions)variant.Options));
    }

    private static (string Name, Func<TOptions, TOptions> Change)[] Flag<TOptions>(string name, Func<TOptions, TOptions> change) =>
        [(string.Empty, o => o), (name, change)];

    private static (string Name, Func<TOptions, TOptions> Change)[] Decays<TOptions>(Func<TOptions, double, TOptions> penalty, Func<TOptions, double, TOptions> decay) =>
        [(string.Empty, o => o), ("L2 0.1", o => penalty(o, 0.1)), ("decay 0.1", o => decay(o, 0.1))];

    private static (string Name, Func<TOptions, TOptions> Change)[][] Moments<TOptions>()
        where TOptions : AdaptiveMomentOptions =>
        [
            Flag<TOptions>("amsgrad", o => (TOptions)(o with { AmsGrad = true })),
            Flag<TOptions>("nesterov", o => (TOptions)(o with { Nesterov = true })),
            Flag<TOptions>("epsilon under the root", o => (TOptions)(o with { EpsilonRoot = 1e-6 })),
        ];
}
