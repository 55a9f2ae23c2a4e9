using Eden.Checkpoints;
using Eden.Lab.Training;

namespace Eden.Lab.Tests;

public sealed class CatalogTests
{
    private static readonly TrainingConfig Short = new() { Epochs = 2 };

    /// <summary>Settings that change nothing without another, or in so short a training.</summary>
    private static readonly (string Optimizer, string Setting)[] NeedsMore =
        [("sgd", "nesterov"), ("sgd", "dampening"), ("lamb", "trust-clip"), ("adan", "decay-first"), ("adopt", "eps"), ("adafactor", "eps2"),
        ("adamw", "corrected-decay"), ("lion", "cautious-decay"), ("rprop", "smallest-step"), ("rprop", "largest-step"), ("asgd", "averaging-start"), ("muon", "ns-steps"), ("muon", "eps")];

    public static TheoryData<string> Optimizers => [.. OptimizerCatalog.All.Select(entry => entry.Name)];

    public static TheoryData<string> Schedules => [.. ScheduleCatalog.All.Select(entry => entry.Name)];

    [Fact]
    public void Every_optimizer_of_the_library_is_in_the_catalog()
    {
        IEnumerable<Type> options = typeof(OptimizerOptions).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(OptimizerOptions)) && !type.IsAbstract);
        Assert.Equal(options.Select(type => type.Name).Order(), OptimizerCatalog.All.Select(entry => entry.Defaults.GetType().Name).Order());
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_option_but_the_direction_is_a_setting(string name)
    {
        OptimizerEntry entry = OptimizerCatalog.Find(name);
        IEnumerable<string> options = OptionList.Of(entry.Defaults).Where(option => option.Value is not null).Select(option => option.Name);
        Assert.Equal(options.Except([nameof(OptimizerOptions.Maximize)]).Order(), entry.Settings.Cast<OptimizerSetting>().Select(setting => setting.Option).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_trains_with_its_defaults(string name)
    {
        TrainingResult result = Runs.Train(Short with { Optimizer = new OptimizerConfig { Name = name } });
        Assert.Equal(TrainingOutcome.Completed, result.Outcome);
        Assert.True(result.Epochs[1].TrainingLoss < result.Epochs[0].TrainingLoss);
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_setting_at_its_default_changes_nothing_and_another_value_does(string name)
    {
        OptimizerConfig plain = new() { Name = name };
        IReadOnlyList<EpochRecord> expected = Runs.Train(Short with { Optimizer = plain }).Epochs;
        foreach (Setting setting in OptimizerCatalog.Find(name).Settings)
        {
            Assert.Equal(expected, Runs.Train(Short with { Optimizer = plain.With(setting.Name, setting.Default) }).Epochs);
            if (!NeedsMore.Contains((name, setting.Name)))
            {
                double other = setting.Kind == SettingKind.Switch ? 1 - setting.Default : setting.Default == 0 ? 0.5 : setting.Default / 2;
                other = setting.Name switch
                {
                    "warmup-steps" or "beta3-warmup-steps" or "slow-weight-warmup-steps" => 5,
                    "increase" => 2,
                    "beta2" => 0.9,
                    _ => other,
                };
                Assert.NotEqual(expected, Runs.Train(Short with { Optimizer = plain.With(setting.Name, other) }).Epochs);
            }
        }
    }

    [Theory]
    [InlineData("adam", "weight-decay", 0.1, "adam has no weight-decay past its moments; it has lr, beta1, beta2, eps, amsgrad, nesterov, eps-root, l2, cautious")]
    [InlineData("adamw", "weight-decay", -1, "--weight-decay is -1; it must be finite and at least 0")]
    [InlineData("adamw", "beta1", 1, "--beta1 is 1; it must be at least 0 and less than 1")]
    [InlineData("adamw", "lr", double.NaN, "--lr is NaN; it must be finite and at least 0")]
    [InlineData("adamw", "amsgrad", 2, "--amsgrad is 2; it must be 0 or 1, since it is a switch")]
    [InlineData("sgd", "nesterov", 1, "--nesterov needs --momentum above 0 and --dampening 0, but they are 0 and 0")]
    public void A_setting_that_an_optimizer_does_not_take_is_refused_by_its_name(string optimizer, string setting, double value, string message)
    {
        Assert.Equal(message, Assert.Throws<InputException>((Short with { Optimizer = new OptimizerConfig { Name = optimizer }.With(setting, value) }).Validate).Message);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_those_that_there_are()
    {
        Assert.StartsWith("--optimizer is 'adamx' (did you mean adamw, adam or adamax?); it must be adamw, adam, sgd, ", Assert.Throws<InputException>(() => OptimizerCatalog.Find("adamx")).Message, StringComparison.Ordinal);
        Assert.StartsWith("--schedule is 'cos' (did you mean cosine or cosine-restarts?); it must be constant, cosine, ", Assert.Throws<InputException>(() => ScheduleCatalog.Find("cos")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Schedules))]
    public void Every_schedule_runs_with_its_defaults_and_with_a_warm_up(string name)
    {
        ScheduleConfig schedule = Schedule(name);
        Assert.Equal(TrainingOutcome.Completed, Runs.Train(Short with { Schedule = schedule }).Outcome);
        TrainingResult warm = Runs.Train(Short with { Schedule = Schedule(name, ("warmup", 0.5)) });
        Assert.True(warm.Epochs[0].Multiplier < 1, $"{warm.Epochs[0]}");
    }

    [Theory]
    [InlineData("cosine", 0, 1)]
    [InlineData("cosine", 50, 0.5)]
    [InlineData("cosine", 99, 0.000246719817134)]
    [InlineData("linear", 25, 0.75)]
    [InlineData("polynomial", 50, 0.25)]
    [InlineData("step", 49, 0.1)]
    [InlineData("step", 50, 0.01)]
    [InlineData("multi-step", 29, 1)]
    [InlineData("multi-step", 30, 0.1)]
    [InlineData("multi-step", 60, 0.01)]
    [InlineData("exponential", 20, 0.81)]
    [InlineData("wsd", 80, 1)]
    [InlineData("wsd", 90, 0.5)]
    [InlineData("inverse-sqrt", 3, 0.5)]
    [InlineData("cosine-restarts", 25, 1)]
    [InlineData("cyclic", 10, 1)]
    [InlineData("cyclic-halving", 20, 0.1)]
    [InlineData("one-cycle", 29, 1)]
    public void A_schedule_over_100_steps_is_the_librarys(string name, long step, double expected)
    {
        ScheduleConfig config = name == "multi-step" ? new ScheduleConfig { Name = name, Milestones = [0.3, 60] } : new ScheduleConfig { Name = name };
        Assert.Equal(expected, ScheduleCatalog.Make(config, 100, 10).At(step), 1e-9);
    }

    [Fact]
    public void The_warm_up_comes_before_the_schedule_which_fills_the_rest()
    {
        RateCourse course = ScheduleCatalog.Make(Schedule("cosine", ("warmup", 0.2)), 100, 10);
        Assert.Equal([0, 0.5, 1, 0.5], new[] { course.At(0), course.At(10), course.At(20), course.At(60) }.Select(value => Math.Round(value, 12)));
        Assert.Equal(0.5, ScheduleCatalog.Make(Schedule("cosine", ("warmup", 20)), 100, 10).At(60), 1e-12);
    }

    [Fact]
    public void Plateau_reduces_when_the_loss_has_stopped_falling()
    {
        TrainingResult result = Runs.Train(new TrainingConfig { Epochs = 6, Optimizer = new OptimizerConfig().With("lr", 0), Schedule = Schedule("plateau", ("patience", 1)) });
        Assert.Equal([1, 1, 1, 0.1, 0.1, 0.01], result.Epochs.Select(epoch => Math.Round(epoch.Multiplier, 12)));
    }

    [Theory]
    [InlineData("cosine", "power", 2, "the schedule cosine has no power; it has min-factor, warmup, warmup-start")]
    [InlineData("cosine", "warmup", 100, "--warmup takes 100 of 100 steps and leaves none; shorten it, or raise --epochs")]
    [InlineData("cosine", "warmup", 1.5, "--warmup is 1.5; it must be a share of the training, from 0 to below 1, or a whole number of steps")]
    [InlineData("cosine", "warmup", -1, "--warmup is -1; it must be a share of the training, from 0 to below 1, or a whole number of steps")]
    [InlineData("cosine", "min-factor", -1, "--min-factor is -1; it must be finite and at least 0")]
    [InlineData("multi-step", "factor", 0.1, "the schedule multi-step needs --milestones")]
    [InlineData("step", "period", 0, "--period is 0; it must be a share of the training, above 0 and below 1, or a whole number of steps")]
    [InlineData("step", "factor", double.NaN, "--factor is NaN; it must be finite and at least 0")]
    [InlineData("exponential", "factor", -0.5, "--factor is -0.5; it must be finite and at least 0")]
    [InlineData("plateau", "factor", 1, "--factor is 1; it must be at least 0 and less than 1")]
    [InlineData("plateau", "patience", 1.5, "--patience is 1.5; it must be a whole number, at least 0")]
    [InlineData("cosine-restarts", "period-growth", 0, "--period-growth is 0; it must be a whole number, at least 1")]
    [InlineData("one-cycle", "rise", 2, "--rise is 2; it must be at least 0 and at most 1")]
    [InlineData("one-cycle", "end-divisor", 0, "--end-divisor is 0; it must be finite and more than 0")]
    [InlineData("one-cycle", "cycle-momentum", 2, "--cycle-momentum is 2; it must be 0 or 1, since it is a switch")]
    [InlineData("cyclic", "max-momentum", 0.5, "--max-momentum needs --cycle-momentum")]
    [InlineData("cosine", "warmup-start", 0.5, "--warmup-start needs --warmup")]
    [InlineData("wsd", "decay-length", 500, "--decay-length makes 500 steps, but only 100 follow the warm-up; shorten it, or raise --epochs")]
    public void A_setting_that_a_schedule_does_not_take_is_refused(string schedule, string setting, double value, string message)
    {
        ScheduleConfig config = new() { Name = schedule, Settings = new Dictionary<string, double> { [setting] = value } };
        Assert.Equal(message, Assert.Throws<InputException>(() => ScheduleCatalog.Make(config, 100, 10)).Message);
    }

    [Theory]
    [MemberData(nameof(Schedules))]
    public void Every_number_of_a_schedule_has_a_range(string name)
    {
        foreach (Setting setting in ScheduleCatalog.Find(name).Settings)
        {
            foreach (double value in new[] { -1, double.NaN, double.PositiveInfinity })
            {
                string message = Assert.Throws<InputException>(() => ScheduleCatalog.Make(Schedule(name, (setting.Name, value)), 100, 10)).Message;
                Assert.StartsWith(FormattableString.Invariant($"--{setting.Name} is {value}; it must be "), message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_length_beyond_the_training_is_not_cut_down_to_it()
    {
        Assert.Equal(Math.Sqrt(1000.0 / 1099), ScheduleCatalog.Make(Schedule("inverse-sqrt", ("timescale", 1000)), 100, 10).At(99), 1e-12);
        Assert.Equal(1, ScheduleCatalog.Make(Schedule("step", ("period", 1000)), 100, 10).At(100));
    }

    [Fact]
    public void A_momentum_below_the_lowest_of_its_cycle_is_refused()
    {
        ScheduleConfig config = Schedule("one-cycle", ("cycle-momentum", 1), ("min-momentum", 0.99));
        Assert.Equal("--min-momentum is 0.99; it must be at most --max-momentum, 0.95", Assert.Throws<InputException>(() => ScheduleCatalog.Make(config, 100, 10)).Message);
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("rmsprop")]
    [InlineData("adagrad")]
    public void A_momentum_that_an_optimizer_does_not_have_cannot_be_cycled(string optimizer)
    {
        TrainingConfig config = Short with { Optimizer = new OptimizerConfig { Name = optimizer }, Schedule = Schedule("one-cycle", ("cycle-momentum", 1)) };
        Assert.StartsWith("--cycle-momentum needs an optimizer with beta1, or with --momentum above 0; ", Assert.Throws<InputException>(() => Runs.Train(config)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_momentum_of_sgd_is_cycled_where_it_has_one()
    {
        TrainingConfig config = Short with { Optimizer = new OptimizerConfig { Name = "sgd" }.With("momentum", 0.9), Schedule = Schedule("one-cycle", ("cycle-momentum", 1)) };
        Assert.Equal(TrainingOutcome.Completed, Runs.Train(config).Outcome);
    }

    [Fact]
    public void Milestones_are_for_multi_step_alone()
    {
        Assert.Equal("--milestones is for the schedule multi-step, not for cosine", Assert.Throws<InputException>(() => ScheduleCatalog.Make(new ScheduleConfig { Name = "cosine", Milestones = [0.5] }, 100, 10)).Message);
    }

    private static ScheduleConfig Schedule(string name, params (string Name, double Value)[] settings) => new()
    {
        Name = name,
        Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value),
        Milestones = name == "multi-step" ? [0.5] : [],
    };
}
