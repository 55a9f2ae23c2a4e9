using System.Text.Json;

namespace Eden.Lab.Schedules;

/// <summary>Reads one scheduler, with those that it is composed of, in the order in which PyTorch makes them: some of them
/// change what the next ones find.</summary>
/// <param name="rate">The learning rate of the optimizer.</param>
internal sealed class SchedulerReader(double rate)
{
    private const int MostSchedulers = 1000;

    private double? _initialRate;
    private bool _hasOneCycle;
    private int _count;

    /// <summary>What messages about a scheduler begin with.</summary>
    public static string Place(string where, string type) => $"{where} ({Printable.Of(type, 60)})";

    /// <summary>Reads a scheduler that is part of no other. Two go on from the rate that they find when they are parts, and
    /// PyTorch's versions differ in the step that they see; they are read only here.</summary>
    public TorchScheduler ReadAlone(string where, string type, JsonElement arguments)
    {
        if (type is not ("SWALR" or "MultiplicativeLR"))
        {
            return Read(where, type, arguments);
        }

        SchedulerArguments from = new(Place(where, type), arguments);
        SimpleScheduler scheduler = type == "SWALR" ? Averaging(from) : Changing(Function(RunningProduct(from.Function("lr_lambda"))));
        from.Finish();
        return scheduler;
    }

    private TorchScheduler Read(string where, string type, JsonElement arguments)
    {
        SchedulerArguments from = new(Place(where, type), arguments);
        if (++_count > MostSchedulers)
        {
            throw from.Fail($"more than {MostSchedulers} schedulers in one");
        }

        TorchScheduler scheduler = type switch
        {
            "ChainedScheduler" => Chained(from),
            "SequentialLR" => Sequential(from),
            _ => Simple(type, from),
        };
        from.Finish();
        return scheduler;
    }

    /// <summary>The cycle of a <c>OneCycleLR</c>, with its momentum.</summary>
    public static OneCycleSchedule OneCycle(SchedulerArguments from)
    {
        long? total = from.OptionalCount("total_steps");
        long? epochs = from.OptionalCount("epochs");
        long? perEpoch = from.OptionalCount("steps_per_epoch");
        total ??= (double?)epochs * perEpoch <= 1L << 53 ? epochs * perEpoch : throw from.Fail("total_steps, or epochs and steps_per_epoch, must be given, at most 2^53 steps");
        (double minimum, double maximum) = Momenta(from, 0.85, 0.95);
        return new()
        {
            Steps = total!.Value,
            WarmUpFraction = from.Fraction("pct_start", 0.3),
            Annealing = AnnealingOf(from),
            StartDivisor = from.MoreThanZero("div_factor", 25),
            EndDivisor = from.MoreThanZero("final_div_factor", 1e4),
            ThreePhase = from.Flag("three_phase", false),
            MinimumMomentum = minimum,
            MaximumMomentum = maximum,
        };
    }

    /// <summary>The cycle of a <c>CyclicLR</c>, with its momentum.</summary>
    /// <param name="from">The arguments without <c>base_lr</c> and <c>max_lr</c>.</param>
    /// <param name="minimum">The quotient of those two.</param>
    public static CyclicSchedule Cyclic(SchedulerArguments from, double minimum)
    {
        from.RequireNull("scale_fn");
        _ = from.Choice("scale_mode", true, ("cycle", true), ("iterations", true));
        (double minimumMomentum, double maximumMomentum) = Momenta(from, 0.8, 0.9);
        return new()
        {
            StepsUp = from.Count("step_size_up", 2000),
            StepsDown = from.OptionalCount("step_size_down"),
            Minimum = minimum,
            Mode = from.Choice(
                "mode",
                CyclicMode.Triangular,
                ("triangular", CyclicMode.Triangular),
                ("triangular2", CyclicMode.Triangular2),
                ("exp_range", CyclicMode.ExponentialRange)),
            Gamma = from.AtLeastZero("gamma", 1),
            MinimumMomentum = minimumMomentum,
            MaximumMomentum = maximumMomentum,
        };
    }

    private static (double Minimum, double Maximum) Momenta(SchedulerArguments from, double minimum, double maximum)
    {
        _ = from.Flag("cycle_momentum", true);
        return (from.Coefficient("base_momentum", minimum), from.Coefficient("max_momentum", maximum));
    }

    private SimpleScheduler Simple(string type, SchedulerArguments from) => type switch
    {
        "ConstantLR" => Changing(Schedule.Constant(from.Fraction("factor", 1.0 / 3)).Then(from.Count("total_iters", 5), Schedule.Constant(1))),
        "LinearLR" => Changing(Linear(from)),
        "StepLR" => Changing(Schedule.Step(from.Count("step_size"), from.AtLeastZero("gamma", 0.1))),
        "MultiStepLR" => Changing(Schedule.MultiStep(from.CountList("milestones", 0).Order(), from.AtLeastZero("gamma", 0.1))),
        "ExponentialLR" => Changing(Schedule.Exponential(from.AtLeastZero("gamma"))),
        "PolynomialLR" => Changing(Schedule.Polynomial(from.Count("total_iters", 5), from.AtLeastZero("power", 1))),
        "CosineAnnealingLR" => Cosine(from),
        "CosineAnnealingWarmRestarts" => WarmRestarts(from),
        "LambdaLR" => new(InitialRate, Function(from.Function("lr_lambda")), sets: true),
        "InverseSquareRoot" => new(InitialRate, Schedule.InverseSquareRoot(), sets: true),
        "OneCycleLR" => OneCycleScheduler(from),
        "CyclicLR" => CyclicScheduler(from),
        _ => throw from.Unsupported("Eden has no schedule for this type"),
    };

    private static Schedule Function(double[] values) => Schedule.From(step => values[Math.Min(step, values.Length - 1)]);

    /// <summary>PyTorch never asks for the factor of step 0.</summary>
    private static double[] RunningProduct(double[] factors)
    {
        double[] products = [.. factors];
        products[0] = 1;
        for (int i = 1; i < factors.Length; i++)
        {
            products[i] *= products[i - 1];
        }

        return products;
    }

    private static Schedule Linear(SchedulerArguments from)
    {
        double start = from.Number("start_factor", 1.0 / 3, value => value is > 0 and <= 1, "more than 0 and at most 1");
        return Schedule.Linear(from.Count("total_iters", 5), start, from.Fraction("end_factor", 1));
    }

    private SimpleScheduler Changing(Schedule eta) => new(InitialRate, eta, sets: false);

    private SimpleScheduler Cosine(SchedulerArguments from)
    {
        long steps = from.Count("T_max");
        double floor = from.AtLeastZero("eta_min", 0);
        return new(InitialRate, Schedule.CosineWave(steps, floor / InitialRate), sets: false) { AboveFloor = (Schedule.CosineWave(steps), floor) };
    }

    private SimpleScheduler WarmRestarts(SchedulerArguments from)
    {
        double floor = from.AtLeastZero("eta_min", 0);
        return new(InitialRate, Schedule.CosineWarmRestarts(from.Count("T_0"), from.Count("T_mult", 1), floor / InitialRate), sets: true);
    }

    /// <summary>From the rate to that of averaged weights, where it stays.</summary>
    private SimpleScheduler Averaging(SchedulerArguments from)
    {
        double end = from.AtLeastZero("swa_lr") / InitialRate;
        long steps = from.Count("anneal_epochs", 10, least: 0);
        Annealing annealing = AnnealingOf(from);
        if (steps == 0)
        {
            return Changing(Schedule.Constant(end));
        }

        return Changing(annealing == Annealing.Linear ? Schedule.Linear(steps, 1, end) : Schedule.Cosine(steps, end));
    }

    private static Annealing AnnealingOf(SchedulerArguments from) =>
        from.Choice("anneal_strategy", Annealing.Cosine, ("cos", Annealing.Cosine), ("linear", Annealing.Linear));

    /// <summary>PyTorch keeps the levels of a <c>OneCycleLR</c> in the group, and its beginning as the group's initial rate,
    /// which is the base of all that come after it.</summary>
    private SimpleScheduler OneCycleScheduler(SchedulerArguments from)
    {
        double peak = from.MoreThanZero("max_lr");
        OneCycleSchedule cycle = OneCycle(from);
        if (_hasOneCycle)
        {
            throw from.Unsupported("a second OneCycleLR overwrites the levels of the first in PyTorch");
        }

        _hasOneCycle = true;
        _initialRate = peak / cycle.StartDivisor;
        return new(peak, cycle.CreateLearningRate(), sets: true);
    }

    /// <summary>While PyTorch makes a <c>CyclicLR</c>, the group's initial rate stands for its lower bound.</summary>
    private SimpleScheduler CyclicScheduler(SchedulerArguments from)
    {
        double lower = from.AtLeastZero("base_lr");
        double upper = from.MoreThanZero("max_lr");
        _initialRate ??= lower;
        return new(upper, Cyclic(from, lower / upper).CreateLearningRate(), sets: true) { RateWhenMade = _initialRate };
    }

    private SequentialSchedulers Sequential(SchedulerArguments from)
    {
        List<SimpleScheduler> schedulers = [];
        foreach ((string where, string type, JsonElement arguments) in from.Schedulers("schedulers"))
        {
            schedulers.Add(Read(where, type, arguments) as SimpleScheduler
                ?? throw from.Unsupported($"{Printable.Of(type, 60)} inside SequentialLR is not supported: PyTorch's versions differ in what it does, or refuse it"));
        }

        long[] milestones = from.CountList("milestones", 1);
        if (milestones.Length != schedulers.Count - 1)
        {
            throw from.Fail($"expected one milestone less than schedulers, found {milestones.Length} milestones and {schedulers.Count} schedulers");
        }

        for (int i = 1; i < milestones.Length; i++)
        {
            if (milestones[i] < milestones[i - 1])
            {
                throw from.Fail($"milestones[{i}] is {milestones[i]}; it must not be less than the one before");
            }
        }

        if (!schedulers[0].Sets && schedulers[0].BaseRate != InitialRate)
        {
            throw from.Unsupported("a OneCycleLR after another scheduler is not supported: in PyTorch it moves the beginning of the first");
        }

        return new([.. schedulers], milestones);
    }

    private ChainedSchedulers Chained(SchedulerArguments from) =>
        new([.. from.Schedulers("schedulers").Select(scheduler => Read(scheduler.Where, scheduler.Type, scheduler.Arguments))]);

    /// <summary>The group's <c>initial_lr</c>, which the first scheduler sets to the rate that it finds.</summary>
    private double InitialRate => _initialRate ??= rate;
}
