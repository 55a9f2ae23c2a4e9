namespace Eden.Tests.Schedules;

public class OneCycleScheduleTests
{
    [Fact]
    public void The_learning_rate_rises_to_one_and_falls_below_where_it_began()
    {
        Schedule schedule = new OneCycleSchedule { Steps = 10, WarmUpFraction = 0.5, StartDivisor = 4, EndDivisor = 10 }.CreateLearningRate();

        Values.AssertAt(schedule, 0, 0.25);
        Values.AssertAt(schedule, 2, 0.625);
        Values.AssertAt(schedule, 4, 1);
        Values.AssertAt(schedule, 9, 0.025);
    }

    [Fact]
    public void The_values_stay_after_the_last_step()
    {
        OneCycleSchedule cycle = new() { Steps = 10 };

        Assert.Equal(cycle.CreateLearningRate().At(9), cycle.CreateLearningRate().At(1000));
        Assert.Equal(0.95, cycle.CreateMomentum().At(1000));
    }

    [Fact]
    public void Three_phases_return_to_the_beginning_before_they_end()
    {
        Schedule schedule = new OneCycleSchedule
        {
            Steps = 12,
            WarmUpFraction = 5.0 / 12,
            StartDivisor = 5,
            EndDivisor = 2,
            Annealing = Annealing.Linear,
            ThreePhase = true,
        }.CreateLearningRate();

        Values.AssertFirst(schedule, 0.2, 0.4, 0.6, 0.8, 1, 0.8, 0.6, 0.4, 0.2, 0.2 - (0.1 / 3), 0.2 - (0.2 / 3), 0.1, 0.1);
    }

    [Fact]
    public void The_momentum_goes_the_other_way()
    {
        Schedule schedule = new OneCycleSchedule { Steps = 9, WarmUpFraction = 5.0 / 9, MinimumMomentum = 0.5, MaximumMomentum = 0.9, Annealing = Annealing.Linear }.CreateMomentum();

        Values.AssertFirst(schedule, 0.9, 0.8, 0.7, 0.6, 0.5, 0.6, 0.7, 0.8, 0.9, 0.9);
    }

    [Fact]
    public void A_rise_of_a_single_step_is_the_peak() =>
        Values.AssertAt(new OneCycleSchedule { Steps = 10, WarmUpFraction = 0.1 }.CreateLearningRate(), 0, 1);

    [Fact]
    public void The_end_is_exact_however_far_it_lies_below_the_peak()
    {
        Schedule schedule = new OneCycleSchedule { Steps = 100, StartDivisor = 16, EndDivisor = 1L << 40, Annealing = Annealing.Linear }.CreateLearningRate();

        Assert.Equal(Math.ScaleB(1, -44), schedule.At(99));
    }
}
