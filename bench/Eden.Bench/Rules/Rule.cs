namespace Eden.Bench.Rules;

/// <summary>A rule of the family, with the options that decide how much it keeps.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Options">Its options.</param>
/// <param name="Create">Makes its optimizer.</param>
internal sealed record Rule(string Name, OptimizerOptions Options, Func<Parameter<float>, Optimizer<float>> Create)
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        Of("SGD", new SgdOptions(), (p, o) => new Sgd<float>([p], o)),
        Of("SGD, momentum", new SgdOptions { Momentum = 0.9 }, (p, o) => new Sgd<float>([p], o)),
        Of("Lion", new LionOptions(), (p, o) => new Lion<float>([p], o)),
        Of("Adagrad", new AdagradOptions(), (p, o) => new Adagrad<float>([p], o)),
        Of("RMSprop", new RmsPropOptions(), (p, o) => new RmsProp<float>([p], o)),
        Of("RMSprop, momentum", new RmsPropOptions { Momentum = 0.9 }, (p, o) => new RmsProp<float>([p], o)),
        Of("RMSprop, centred, momentum", new RmsPropOptions { Momentum = 0.9, Centered = true }, (p, o) => new RmsProp<float>([p], o)),
        Of("Adam", new AdamOptions(), (p, o) => new Adam<float>([p], o)),
        Of("AdamW", new AdamWOptions(), (p, o) => new AdamW<float>([p], o)),
        Of("NAdam", new NAdamOptions(), (p, o) => new NAdam<float>([p], o)),
        Of("RAdam", new RAdamOptions(), (p, o) => new RAdam<float>([p], o)),
        Of("Adamax", new AdamaxOptions(), (p, o) => new Adamax<float>([p], o)),
        Of("Schedule-free AdamW", new ScheduleFreeAdamWOptions(), (p, o) => new ScheduleFreeAdamW<float>([p], o)),
        Of("Adam, AMSGrad", new AdamOptions { AmsGrad = true }, (p, o) => new Adam<float>([p], o)),
        Of("AdamW, AMSGrad", new AdamWOptions { AmsGrad = true }, (p, o) => new AdamW<float>([p], o)),
    ];

    public int States => Options.StateCount;

    public override string ToString() => Name;

    private static Rule Of<TOptions>(string name, TOptions options, Func<Parameter<float>, TOptions, Optimizer<float>> create)
        where TOptions : OptimizerOptions =>
        new(name, options, parameter => create(parameter, options));
}
