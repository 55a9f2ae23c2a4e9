namespace Eden.Tests.Schedules;

public class ShapeTests
{
    private static readonly double RootOfHalf = Math.Sqrt(0.5);

    [Fact]
    public void Constant_is_the_factor_at_every_step() => Values.AssertFirst(Schedule.Constant(0.25), 0.25, 0.25, 0.25);

    [Fact]
    public void Linear_goes_from_start_to_end_and_stays() => Values.AssertFirst(Schedule.Linear(4, 0.2, 1), 0.2, 0.4, 0.6, 0.8, 1, 1, 1);

    [Fact]
    public void Linear_reaches_an_end_of_any_size_exactly()
    {
        Schedule schedule = Schedule.Linear(3, 0.7, 1e-30);

        Assert.Equal(0.7, schedule.At(0));
        Assert.Equal(1e-30, schedule.At(3));
        Assert.Equal(1e-30, schedule.At(1000));
    }

    [Fact]
    public void Step_multiplies_once_per_period() => Values.AssertFirst(Schedule.Step(2, 0.5), 1, 1, 0.5, 0.5, 0.25, 0.25, 0.125);

    [Fact]
    public void MultiStep_multiplies_at_each_milestone_and_twice_at_one_given_twice() =>
        Values.AssertFirst(Schedule.MultiStep([1, 4, 4], 0.5), 1, 0.5, 0.5, 0.5, 0.125, 0.125);

    [Fact]
    public void MultiStep_keeps_its_own_copy_of_the_milestones()
    {
        long[] milestones = [1];
        Schedule schedule = Schedule.MultiStep(milestones, 0.5);
        milestones[0] = 100;

        Values.AssertFirst(schedule, 1, 0.5);
    }

    [Fact]
    public void Exponential_multiplies_in_every_step() => Values.AssertFirst(Schedule.Exponential(0.5), 1, 0.5, 0.25, 0.125);

    [Fact]
    public void Exponential_above_one_grows_until_it_is_infinite()
    {
        Values.AssertFirst(Schedule.Exponential(2), 1, 2, 4);
        Assert.Equal(double.PositiveInfinity, Schedule.Exponential(2).At(2000));
    }

    [Fact]
    public void Polynomial_falls_with_its_power_to_its_end_and_stays()
    {
        Values.AssertFirst(Schedule.Polynomial(4, 2), 1, 0.5625, 0.25, 0.0625, 0, 0);
        Values.AssertFirst(Schedule.Polynomial(2, 1, end: 0.5), 1, 0.75, 0.5, 0.5);
        Values.AssertFirst(Schedule.Polynomial(2, 0), 1, 1, 1, 1);
    }

    [Fact]
    public void Cosine_falls_to_its_minimum_and_stays()
    {
        Values.AssertFirst(Schedule.Cosine(4), 1, (1 + RootOfHalf) / 2, 0.5, (1 - RootOfHalf) / 2, 0, 0, 0, 0, 0);
        Values.AssertFirst(Schedule.Cosine(2, minimum: 0.5), 1, 0.75, 0.5, 0.5, 0.5);
        Assert.Equal((0.1, 0), (Schedule.Cosine(1000, minimum: 0.1).At(1100), Schedule.Cosine(1000).At(1L << 53)));
    }

    [Fact]
    public void Cosine_wave_falls_to_its_minimum_and_rises_again()
    {
        Values.AssertFirst(Schedule.CosineWave(4), 1, (1 + RootOfHalf) / 2, 0.5, (1 - RootOfHalf) / 2, 0, (1 - RootOfHalf) / 2, 0.5, (1 + RootOfHalf) / 2, 1);
        Values.AssertFirst(Schedule.CosineWave(2, minimum: 0.5), 1, 0.75, 0.5, 0.75, 1);
    }

    [Fact]
    public void Cosine_touches_its_minimum_exactly() => Assert.Equal((0, 0), (Schedule.Cosine(3).At(3), Schedule.CosineWave(3).At(3)));

    [Fact]
    public void Cosine_warm_restarts_begin_anew_after_each_period() =>
        Values.AssertFirst(Schedule.CosineWarmRestarts(2, minimum: 0.5), 1, 0.75, 1, 0.75, 1);

    [Fact]
    public void Cosine_warm_restarts_lengthen_each_period_by_its_factor()
    {
        Schedule schedule = Schedule.CosineWarmRestarts(2, periodFactor: 2);

        Values.AssertFirst(schedule, 1, 0.5, 1, (1 + RootOfHalf) / 2, 0.5, (1 - RootOfHalf) / 2, 1);
        Values.AssertAt(schedule, 6 + 4, 0.5);
        Values.AssertAt(schedule, 6 + 8, 1);
    }

    [Fact]
    public void Inverse_square_root_is_half_after_three_timescales()
    {
        Values.AssertFirst(Schedule.InverseSquareRoot(), 1, RootOfHalf, Math.Sqrt(1.0 / 3), 0.5);
        Values.AssertAt(Schedule.InverseSquareRoot(100), 300, 0.5);
    }

    [Fact]
    public void Inverse_square_root_after_as_long_a_warm_up_is_the_schedule_of_the_transformer()
    {
        const int WarmUp = 16;
        Schedule schedule = Schedule.InverseSquareRoot(WarmUp).WarmUp(WarmUp);

        for (int step = 1; step < 100; step++)
        {
            Values.AssertAt(schedule, step, Math.Min(1 / Math.Sqrt(step), step * Math.Pow(WarmUp, -1.5)) * Math.Sqrt(WarmUp));
        }
    }

    [Fact]
    public void Warmup_stable_decay_rises_stays_and_falls_to_its_end()
    {
        Values.AssertFirst(Schedule.WarmUpStableDecay(2, 2, 4), 0, 0.5, 1, 1, 1, 0.75, 0.5, 0.25, 0, 0);
        Values.AssertFirst(Schedule.WarmUpStableDecay(1, 0, 2, end: 0.5), 0, 1, 0.75, 0.5, 0.5);
        Values.AssertFirst(Schedule.WarmUpStableDecay(0, 1, 2), 1, 1, 0.5, 0);
    }

    [Fact]
    public void From_is_the_function() => Values.AssertFirst(Schedule.From(step => step * step), 0, 1, 4, 9);
}
