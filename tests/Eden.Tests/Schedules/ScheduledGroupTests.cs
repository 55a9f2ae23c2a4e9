using Eden.Tests.Support;

namespace Eden.Tests.Schedules;

[Collection(AllocationsRunAlone.Name)]
public class ScheduledGroupTests
{
    [Fact]
    public void Applying_a_step_sets_the_multiplier_of_the_learning_rate()
    {
        ParameterGroup<float, AdamWOptions> group = Group(new AdamWOptions());
        group.Schedule = Schedule.Linear(4, 0);

        group.ApplySchedules(1);

        Assert.Equal(0.25, group.ScheduleMultiplier);
    }

    [Fact]
    public void A_group_without_a_schedule_of_the_learning_rate_keeps_its_multiplier()
    {
        ParameterGroup<float, AdamWOptions> group = Group(new AdamWOptions());
        group.ScheduleMultiplier = 0.3;

        group.ApplySchedules(7);

        Assert.Equal(0.3, group.ScheduleMultiplier);
    }

    [Fact]
    public void Schedules_drive_weight_decay_and_beta1_together_and_leave_other_options()
    {
        OneCycleSchedule cycle = new() { Steps = 10, WarmUpFraction = 0.5 };
        ParameterGroup<float, AdamWOptions> group = Group(new AdamWOptions { Beta2 = 0.95 });
        group.Schedule = cycle.CreateLearningRate();
        group.Drive(cycle.CreateMomentum(), (options, beta1) => options with { Beta1 = beta1 });
        group.Drive(Schedule.Step(1, 0.5), (options, eta) => options with { WeightDecay = 0.2 * eta });

        group.LearningRate = 0.7;
        group.ApplySchedules(4);

        Assert.Equal(1, group.ScheduleMultiplier);
        Assert.Equal(new AdamWOptions { LearningRate = 0.7, Beta1 = 0.85, Beta2 = 0.95, WeightDecay = 0.2 / 16 }, group.Options);
    }

    [Fact]
    public void A_scheduled_step_is_the_step_with_those_options()
    {
        ParameterGroup<float, SgdOptions> group = Group(new SgdOptions { LearningRate = 0.5, Momentum = 0.9 });
        group.Schedule = Schedule.Exponential(0.5);
        group.Drive(Schedule.Linear(2, 0.5, 0.25), (options, momentum) => options with { Momentum = momentum });
        using Sgd<float> optimizer = new(group);
        group.Parameters[0].HasGradient = true;
        group.Parameters[0].Gradient[0] = 1;

        for (long step = 0; step < 2; step++)
        {
            optimizer.Step();
        }

        // The momentum is 1, then 0.375·1 + 1; the rates are 0.5 and 0.25.
        Assert.Equal(-(0.5f + (0.25f * 1.375f)), group.Parameters[0].Value[0]);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    public void A_value_that_the_group_refuses_changes_nothing(double value)
    {
        ParameterGroup<float, AdamWOptions> badRate = Group(new AdamWOptions());
        ParameterGroup<float, AdamWOptions> badDecay = Group(new AdamWOptions());
        (AdamWOptions rate, AdamWOptions decay) before = (badRate.Options, badDecay.Options);
        badRate.Schedule = Schedule.From(_ => value);
        badRate.Drive(Schedule.Constant(0.5), (options, decay) => options with { WeightDecay = decay });
        badDecay.Schedule = Schedule.Constant(0.5);
        badDecay.Drive(Schedule.From(_ => value), (options, decay) => options with { WeightDecay = decay });

        Assert.Throws<ArgumentOutOfRangeException>("ScheduleMultiplier", () => badRate.ApplySchedules(0));
        Assert.Throws<ArgumentOutOfRangeException>("WeightDecay", () => badDecay.ApplySchedules(0));

        Assert.Same(before.rate, badRate.Options);
        Assert.Same(before.decay, badDecay.Options);
        Assert.Equal([1, 1], [badRate.ScheduleMultiplier, badDecay.ScheduleMultiplier]);
    }

    [Fact]
    public void Scheduling_the_learning_rate_allocates_nothing()
    {
        Schedule[] parts =
        [
            Schedule.Linear(10, 0.1), Schedule.Step(10), Schedule.MultiStep([5, 50]), Schedule.Exponential(0.9), Schedule.Polynomial(10),
            Schedule.Cosine(10), Schedule.CosineWarmRestarts(10, 2), Schedule.InverseSquareRoot(), Schedule.WarmUpStableDecay(1, 1, 1),
            new OneCycleSchedule { Steps = 10 }.CreateLearningRate(), new CyclicSchedule { Minimum = 0.1 }.CreateLearningRate(),
        ];
        ParameterGroup<float, AdamWOptions> group = Group(new AdamWOptions());
        group.Schedule = parts.Aggregate((left, right) => Schedule.From((left * right).At).Then(100, right)).WarmUp(10);
        group.ApplySchedules(0);

        Assert.Equal(0, Allocations.InEveryRound(() =>
        {
            for (long step = 0; step < 200; step++)
            {
                group.ApplySchedules(step);
            }
        }));
    }

    private static ParameterGroup<float, TOptions> Group<TOptions>(TOptions options)
        where TOptions : OptimizerOptions => new([new Parameter<float>("weight", 1)], options);
}
