namespace Eden.Lab.Training;

/// <summary>The optimizers by name: one row each, which parsing, help and validation read. A new optimizer is a new row.</summary>
internal static class OptimizerCatalog
{
    /// <summary>All optimizers.</summary>
    public static IReadOnlyList<OptimizerEntry> All { get; } =
    [
        new OptimizerEntry<AdamWOptions>(
            "adamw",
            "Adam with decoupled weight decay",
            new(),
            [
                .. Adaptive<AdamWOptions>(new()),
                WeightDecay<AdamWOptions>(new AdamWOptions().WeightDecay, (options, value) => options with { WeightDecay = value }),
                Switch<AdamWOptions>("paper-decay", "Multiply weight decay by the schedule alone, as the paper's Algorithm 2", (options, on) => options with { DecayScaling = on ? DecayScaling.ScheduleOnly : DecayScaling.LearningRate }),
                Cautious<AdamWOptions>((options, on) => options with { Cautious = on }),
            ],
            groups => new AdamW<float>(groups),
            groups => new AdamW<double>(groups)),
        new OptimizerEntry<AdamOptions>(
            "adam",
            "Adam, with or without an L2 penalty",
            new(),
            [.. Adaptive<AdamOptions>(new()), L2<AdamOptions>((options, value) => options with { L2Penalty = value })],
            groups => new Adam<float>(groups),
            groups => new Adam<double>(groups)),
        new OptimizerEntry<SgdOptions>(
            "sgd",
            "Gradient descent, with or without momentum",
            new(),
            [
                Rate(new SgdOptions()),
                Number<SgdOptions>("momentum", "Share of the momentum that is kept in each step", 0, (options, value) => options with { Momentum = value }),
                Number<SgdOptions>("dampening", "Share of the gradient that does not enter the momentum", 0, (options, value) => options with { Dampening = value }),
                Nesterov<SgdOptions>((options, on) => options with { Nesterov = on }),
                L2<SgdOptions>((options, value) => options with { L2Penalty = value }),
                WeightDecay<SgdOptions>(0, (options, value) => options with { WeightDecay = value }),
            ],
            groups => new Sgd<float>(groups),
            groups => new Sgd<double>(groups)),
        new OptimizerEntry<NAdamOptions>(
            "nadam",
            "Adam with Nesterov momentum",
            new(),
            [
                .. Moments<NAdamOptions>(new()),
                Number<NAdamOptions>("momentum-decay", "How fast the momentum approaches beta1", new NAdamOptions().MomentumDecay, (options, value) => options with { MomentumDecay = value }),
                Switch<NAdamOptions>("momentum-twice", "Count the momentum twice, as PyTorch before 2.0", (options, on) => options with { CountsMomentumTwice = on }),
                L2<NAdamOptions>((options, value) => options with { L2Penalty = value }),
                WeightDecay<NAdamOptions>(0, (options, value) => options with { WeightDecay = value }),
            ],
            groups => new NAdam<float>(groups),
            groups => new NAdam<double>(groups)),
        new OptimizerEntry<RAdamOptions>(
            "radam",
            "Adam with a rectified start",
            new(),
            [
                .. Moments<RAdamOptions>(new()),
                L2<RAdamOptions>((options, value) => options with { L2Penalty = value }),
                WeightDecay<RAdamOptions>(0, (options, value) => options with { WeightDecay = value }),
            ],
            groups => new RAdam<float>(groups),
            groups => new RAdam<double>(groups)),
        new OptimizerEntry<AdamaxOptions>(
            "adamax",
            "Adam with the largest gradient in place of the second moment",
            new(),
            [.. Moments<AdamaxOptions>(new()), L2<AdamaxOptions>((options, value) => options with { L2Penalty = value })],
            groups => new Adamax<float>(groups),
            groups => new Adamax<double>(groups)),
        new OptimizerEntry<AdagradOptions>(
            "adagrad",
            "Adagrad",
            new(),
            [
                Rate(new AdagradOptions()),
                Epsilon(new AdagradOptions().Epsilon, (AdagradOptions options, double value) => options with { Epsilon = value }),
                Number<AdagradOptions>("lr-decay", "Step t divides the learning rate by 1 + (t-1) times this", 0, (options, value) => options with { LearningRateDecay = value }),
                Number<AdagradOptions>("initial-accumulator", "Where the sum of squares starts", 0, (options, value) => options with { InitialAccumulator = value }),
                L2<AdagradOptions>((options, value) => options with { L2Penalty = value }),
            ],
            groups => new Adagrad<float>(groups),
            groups => new Adagrad<double>(groups)),
        new OptimizerEntry<RmsPropOptions>(
            "rmsprop",
            "RMSprop",
            new(),
            [
                Rate(new RmsPropOptions()),
                Number<RmsPropOptions>("alpha", "Decay of the moving averages", new RmsPropOptions().Alpha, (options, value) => options with { Alpha = value }),
                Epsilon(new RmsPropOptions().Epsilon, (RmsPropOptions options, double value) => options with { Epsilon = value }),
                Number<RmsPropOptions>("momentum", "Share of the momentum that is kept in each step", 0, (options, value) => options with { Momentum = value }),
                Switch<RmsPropOptions>("centered", "Divide by the standard deviation of the gradient", (options, on) => options with { Centered = on }),
                L2<RmsPropOptions>((options, value) => options with { L2Penalty = value }),
            ],
            groups => new RmsProp<float>(groups),
            groups => new RmsProp<double>(groups)),
        new OptimizerEntry<LionOptions>(
            "lion",
            "Lion: the sign of an interpolated momentum",
            new(),
            [
                Rate(new LionOptions()),
                Number<LionOptions>("beta1", "Share of the first moment in a step's direction", new LionOptions().Beta1, (options, value) => options with { Beta1 = value }),
                Number<LionOptions>("beta2", "Decay of the first moment", new LionOptions().Beta2, (options, value) => options with { Beta2 = value }),
                WeightDecay<LionOptions>(0, (options, value) => options with { WeightDecay = value }),
                Cautious<LionOptions>((options, on) => options with { Cautious = on }),
            ],
            groups => new Lion<float>(groups),
            groups => new Lion<double>(groups)),
        new OptimizerEntry<ScheduleFreeAdamWOptions>(
            "schedule-free-adamw",
            "AdamW that averages instead of lowering the learning rate",
            new(),
            [
                Rate(new ScheduleFreeAdamWOptions()),
                Number<ScheduleFreeAdamWOptions>("beta1", "How near to the average gradients are taken", 0.9, (options, value) => options with { Beta1 = value }),
                Number<ScheduleFreeAdamWOptions>("beta2", "Decay of the second moment", 0.999, (options, value) => options with { Beta2 = value }),
                Epsilon(1e-8, (ScheduleFreeAdamWOptions options, double value) => options with { Epsilon = value }),
                WeightDecay<ScheduleFreeAdamWOptions>(new ScheduleFreeAdamWOptions().WeightDecay, (options, value) => options with { WeightDecay = value }),
                Number<ScheduleFreeAdamWOptions>("warmup-steps", "Steps of its own warm-up, which weighs the average", 0, (options, value) => options with { WarmupSteps = WholeSteps(value) }),
            ],
            groups => new ScheduleFreeAdamW<float>(groups),
            groups => new ScheduleFreeAdamW<double>(groups)),
    ];

    /// <summary>The optimizer of a name.</summary>
    /// <param name="name">The name, for example <c>adamw</c>, read as by <see cref="Words"/>.</param>
    /// <exception cref="InputException">There is none.</exception>
    public static OptimizerEntry Find(string name) => Find(name, "--optimizer");

    /// <summary>The optimizer of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="option">Where it was given.</param>
    /// <exception cref="InputException">There is none.</exception>
    internal static OptimizerEntry Find(string name, string option)
    {
        string known = Words.Choose(option, name, [.. All.Select(entry => entry.Name)]);
        return All.First(entry => entry.Name == known);
    }

    private static Setting<TOptions>[] Adaptive<TOptions>(TOptions defaults)
        where TOptions : AdaptiveMomentOptions =>
        [
            .. Moments(defaults),
            Switch<TOptions>("amsgrad", "Divide by the largest second moment so far", (options, on) => options with { AmsGrad = on }),
            Nesterov<TOptions>((options, on) => options with { Nesterov = on }),
            Number<TOptions>("eps-root", "Added to the second moment inside the root", 0, (options, value) => options with { EpsilonRoot = value }),
        ];

    private static Setting<TOptions>[] Moments<TOptions>(TOptions defaults)
        where TOptions : MomentOptions =>
        [
            Rate(defaults),
            Number<TOptions>("beta1", "Decay of the first moment", defaults.Beta1, (options, value) => options with { Beta1 = value }),
            Number<TOptions>("beta2", "Decay of the second moment", defaults.Beta2, (options, value) => options with { Beta2 = value }),
            Epsilon(defaults.Epsilon, (TOptions options, double value) => options with { Epsilon = value }),
        ];

    private static Setting<TOptions> Rate<TOptions>(TOptions defaults)
        where TOptions : OptimizerOptions =>
        Number<TOptions>("lr", "Learning rate", defaults.LearningRate, (options, value) => options with { LearningRate = value });

    private static Setting<TOptions> Epsilon<TOptions>(double defaultValue, Func<TOptions, double, TOptions> set) =>
        Number("eps", "Added to the root of the second moment", defaultValue, set);

    private static Setting<TOptions> WeightDecay<TOptions>(double defaultValue, Func<TOptions, double, TOptions> set) =>
        Number("weight-decay", "Decoupled weight decay", defaultValue, set);

    private static Setting<TOptions> L2<TOptions>(Func<TOptions, double, TOptions> set) =>
        Number("l2", "L2 penalty, added to the gradient", 0, set);

    private static Setting<TOptions> Nesterov<TOptions>(Func<TOptions, bool, TOptions> set) =>
        Switch("nesterov", "Nesterov momentum", set);

    private static Setting<TOptions> Cautious<TOptions>(Func<TOptions, bool, TOptions> set) =>
        Switch("cautious", "Take only updates whose sign is the gradient's", set);

    private static Setting<TOptions> Number<TOptions>(string name, string description, double defaultValue, Func<TOptions, double, TOptions> set) =>
        new(name, description, SettingKind.Number, defaultValue, set);

    private static Setting<TOptions> Switch<TOptions>(string name, string description, Func<TOptions, bool, TOptions> set) =>
        new(name, description, SettingKind.Switch, 0, (options, value) => set(options, value != 0));

    private static long WholeSteps(double value) => value == Math.Truncate(value) && Math.Abs(value) <= 1L << 53
        ? (long)value
        : throw new ArgumentException("it must be a whole number of steps");
}
