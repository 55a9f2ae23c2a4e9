namespace Eden.Lab.Training;

internal sealed class ScheduleEntry
{
    private readonly Func<ScheduleArguments, RateCourse> _make;

    internal ScheduleEntry(string name, string description, ScheduleSetting[] settings, Func<ScheduleArguments, RateCourse> make)
    {
        Name = name;
        Description = description;
        Ranges = [.. settings, .. ScheduleCatalog.WarmUpSettings];
        _make = make;
    }

    /// <summary>The name that configurations and the command line use.</summary>
    public string Name { get; }

    /// <summary>What it does to the learning rate.</summary>
    public string Description { get; }

    /// <summary>What can be set.</summary>
    public IReadOnlyList<Setting> Settings => Ranges;

    /// <summary>The same, with the values that they take.</summary>
    internal IReadOnlyList<ScheduleSetting> Ranges { get; }

    internal RateCourse Make(ScheduleArguments arguments) => _make(arguments);
}

internal sealed record ScheduleSetting(string Name, string Description, SettingKind Kind, double Default, Allowed Allowed) : Setting(Name, Description, Kind, Default);

/// <summary>The schedules by name: one row each, which parsing, help and validation read. A new schedule is a new row.</summary>
internal static class ScheduleCatalog
{
    private const string ReductionText = "Factor of each reduction";

    /// <summary>What every schedule can be preceded by.</summary>
    internal static readonly ScheduleSetting[] WarmUpSettings =
    [
        new("warmup", "Linear warm-up before the schedule", SettingKind.Length, 0, Allowed.LengthOrNone),
        Number("warmup-start", "Factor of the learning rate at the start of the warm-up", 0),
    ];

    public static IReadOnlyList<ScheduleEntry> All { get; } =
    [
        new("constant", "Constant learning rate", [], _ => new(Schedule.Constant(1))),
        new("cosine", "Half a cosine, down to the end", [Lowest(0)], a => new(Schedule.Cosine(a.Steps, a["min-factor"]))),
        new(
            "cosine-restarts",
            "Cosines with restarts",
            [Length("period", "Length of the (first) period", 0.25), Number("period-growth", "Length of each period relative to the one before", 1, Allowed.Whole(1)), Lowest(0)],
            a => new(Schedule.CosineWarmRestarts(a.Length("period"), (long)a["period-growth"], a["min-factor"]))),
        new(
            "linear",
            "A straight line from one factor to another",
            [Number("start-factor", "Factor of the learning rate at the start", 1), End(0)],
            a => new(Schedule.Linear(a.Steps, a["start-factor"], a["end-factor"]))),
        new(
            "polynomial",
            "A power of the remaining share of the training",
            [Number("power", "The power", 2), End(0)],
            a => new(Schedule.Polynomial(a.Steps, a["power"], a["end-factor"]))),
        new(
            "step",
            "A reduction after each period",
            [Length("period", "Length of the (first) period", 0.25), Factor(0.1)],
            a => new(Schedule.Step(a.Length("period"), a["factor"]))),
        new("multi-step", "A reduction at each of --milestones", [Factor(0.1)], a => new(Schedule.MultiStep(a.Milestones, a["factor"]))),
        new("exponential", "A constant factor per epoch", [Factor(0.9)], a => new(Schedule.Exponential(Math.Pow(a["factor"], 1.0 / a.StepsPerEpoch)))),
        new(
            "inverse-sqrt",
            "One over the square root of time",
            [Length("timescale", "The learning rate is halved after three times this length", 1)],
            a => new(Schedule.InverseSquareRoot(a.Length("timescale")))),
        new(
            "wsd",
            "Warm-up, constant, linear decay",
            [Length("decay-length", "Length of the decay at the end", 0.2), End(0)],
            MakeWarmUpStableDecay),
        new(
            "one-cycle",
            "A rise, then a fall far below the start",
            [
                Number("rise", "Share of the steps in the rise", 0.3, Allowed.Share),
                Number("start-divisor", "The learning rate starts divided by this", 25, Allowed.AboveZero),
                Number("end-divisor", "The final learning rate is the initial one divided by this", 1e4, Allowed.AboveZero),
                Switch("three-phase", "Return to the start first, then fall to the end"),
                Switch("straight", "Straight lines instead of cosines"),
                .. CycledMomentum(0.85, 0.95),
            ],
            MakeOneCycle),
        new("cyclic", "Up and down between two bounds", Cyclic(), a => MakeCyclic(a, CyclicMode.Triangular, 1)),
        new("cyclic-halving", "Up and down, each cycle half as high", Cyclic(), a => MakeCyclic(a, CyclicMode.Triangular2, 1)),
        new(
            "cyclic-exponential",
            "Up and down, with exponentially lower peaks",
            [.. Cyclic(), Number("gamma", "Step t multiplies the height by this to the power t", 0.999)],
            a => MakeCyclic(a, CyclicMode.ExponentialRange, a["gamma"])),
        new(
            "plateau",
            "A reduction when the loss stops falling (validation loss, else training loss)",
            [
                Number("factor", ReductionText, 0.1, Allowed.ReducingFactor),
                Number("patience", "Number of epochs without improvement before a reduction", 10, Allowed.Whole(0)),
                Number("threshold", "Least improvement, as a share of the best loss", 1e-4),
                Switch("absolute-threshold", "Take the threshold as a difference, not a share"),
                Number("cooldown", "Number of epochs to ignore after a reduction", 0, Allowed.Whole(0)),
                Lowest(0),
            ],
            MakePlateau),
    ];

    /// <summary>The schedule of a name.</summary>
    /// <param name="name">The name, for example <c>cosine</c>, read as by <see cref="Words"/>.</param>
    /// <exception cref="InputException">There is none.</exception>
    public static ScheduleEntry Find(string name)
    {
        string known = Words.Choose("--schedule", name, [.. All.Select(entry => entry.Name)]);
        return All.First(entry => entry.Name == known);
    }

    /// <summary>The course of the learning rate over a training.</summary>
    /// <exception cref="InputException">A setting is unknown or out of range.</exception>
    internal static RateCourse Make(ScheduleConfig config, long steps, long stepsPerEpoch)
    {
        ScheduleEntry entry = Find(config.Name);
        ScheduleArguments arguments = new(entry, config, steps, stepsPerEpoch);
        RateCourse course = entry.Make(arguments);
        return arguments.WarmUp > 0
            ? course with { Rate = course.Rate.WarmUp(arguments.WarmUp, arguments["warmup-start"]) }
            : course;
    }

    private static RateCourse MakeWarmUpStableDecay(ScheduleArguments a)
    {
        long decay = a.Length("decay-length");
        return decay <= a.Steps
            ? new(Schedule.Constant(1).Then(a.Steps - decay, Schedule.Linear(decay, 1, a["end-factor"])))
            : throw new InputException($"--decay-length makes {decay} steps, but only {a.Steps} follow the warm-up; shorten it, or raise --epochs");
    }

    private static RateCourse MakeOneCycle(ScheduleArguments a)
    {
        OneCycleSchedule cycle = new()
        {
            Steps = a.Steps,
            WarmUpFraction = a["rise"],
            StartDivisor = a["start-divisor"],
            EndDivisor = a["end-divisor"],
            ThreePhase = a.IsOn("three-phase"),
            Annealing = a.IsOn("straight") ? Annealing.Linear : Annealing.Cosine,
            MinimumMomentum = a["min-momentum"],
            MaximumMomentum = a["max-momentum"],
        };
        return new(cycle.CreateLearningRate()) { Momentum = a.IsOn("cycle-momentum") ? cycle.CreateMomentum() : null };
    }

    private static RateCourse MakeCyclic(ScheduleArguments a, CyclicMode mode, double gamma)
    {
        CyclicSchedule cycle = new()
        {
            StepsUp = a.Length("up"),
            StepsDown = a.Length("down"),
            Minimum = a["min-factor"],
            Mode = mode,
            Gamma = gamma,
            MinimumMomentum = a["min-momentum"],
            MaximumMomentum = a["max-momentum"],
        };
        return new(cycle.CreateLearningRate()) { Momentum = a.IsOn("cycle-momentum") ? cycle.CreateMomentum() : null };
    }

    private static RateCourse MakePlateau(ScheduleArguments a) => new(Schedule.Constant(1))
    {
        Plateau = new ReduceOnPlateau(new ReduceOnPlateauOptions
        {
            Factor = a["factor"],
            Patience = (long)a["patience"],
            Threshold = a["threshold"],
            ThresholdMode = a.IsOn("absolute-threshold") ? ThresholdMode.Absolute : ThresholdMode.Relative,
            Cooldown = (long)a["cooldown"],
            MinimumMultiplier = a["min-factor"],
        }),
    };

    private static ScheduleSetting[] Cyclic() =>
    [
        Length("up", "Length of a rise", 0.1),
        Length("down", "Length of a fall", 0.1),
        Lowest(0.1),
        .. CycledMomentum(0.8, 0.9),
    ];

    private static ScheduleSetting[] CycledMomentum(double lowest, double highest) =>
    [
        Switch("cycle-momentum", "Move beta1 or the momentum the other way"),
        Number("min-momentum", "Momentum at the peak of the learning rate", lowest, Allowed.Momentum),
        Number("max-momentum", "Momentum at the start", highest, Allowed.Momentum),
    ];

    private static ScheduleSetting Lowest(double factor) => Number("min-factor", "Lowest factor of the learning rate", factor);

    private static ScheduleSetting End(double factor) => Number("end-factor", "Factor of the learning rate at the end", factor);

    private static ScheduleSetting Factor(double factor) => Number("factor", ReductionText, factor);

    private static ScheduleSetting Number(string name, string description, double value, Allowed? allowed = null) =>
        new(name, description, SettingKind.Number, value, allowed ?? Allowed.AtLeastZero);

    private static ScheduleSetting Length(string name, string description, double value) => new(name, description, SettingKind.Length, value, Allowed.Length);

    private static ScheduleSetting Switch(string name, string description) => new(name, description, SettingKind.Switch, 0, Allowed.Switch);
}
