namespace Eden.Tests.Schedules;

public class CompositionTests
{
    private static readonly Schedule Count = Schedule.From(step => step);

    [Fact]
    public void Then_switches_exactly_at_the_milestone_and_starts_the_next_from_its_own_step_0() =>
        Values.AssertFirst(Schedule.Constant(7).Then(3, Count), 7, 7, 7, 0, 1, 2);

    [Fact]
    public void Milestones_of_a_longer_sequence_count_from_its_beginning() =>
        Values.AssertFirst(Count.Then(2, Count).Then(5, Count), 0, 1, 0, 1, 2, 0, 1);

    [Fact]
    public void A_schedule_between_equal_milestones_is_left_out() =>
        Values.AssertFirst(Count.Then(2, Schedule.Constant(9)).Then(2, Schedule.Constant(7)), 0, 1, 7, 7);

    [Fact]
    public void Then_at_milestone_0_is_the_next_schedule() => Values.AssertFirst(Schedule.Constant(7).Then(0, Count), 0, 1, 2);

    [Fact]
    public void A_product_multiplies_step_by_step() => Values.AssertFirst(Schedule.Step(1, 0.5) * Schedule.Linear(2, 0, 1), 0, 0.25, 0.25, 0.125);

    [Fact]
    public void Warm_up_rises_to_where_the_schedule_starts_and_delays_it()
    {
        Schedule schedule = Schedule.Step(1, 0.5) * Schedule.Constant(0.8);

        Values.AssertFirst(schedule.WarmUp(4), 0, 0.2, 0.4, 0.6, 0.8, 0.4, 0.2);
        Values.AssertFirst(schedule.WarmUp(2, start: 0.5), 0.4, 0.6, 0.8, 0.4);
    }

    [Fact]
    public void Warm_up_from_the_first_step_moves_in_every_step_and_ends_at_the_full_rate()
    {
        Schedule schedule = Schedule.Step(1, 0.5) * Schedule.Constant(0.8);

        Values.AssertFirst(schedule.WarmUpFromFirstStep(4), 0.2, 0.4, 0.6, 0.8, 0.8, 0.4, 0.2);
        Values.AssertFirst(schedule.WarmUpFromFirstStep(1), 0.8, 0.8, 0.4);
    }

    [Fact]
    public void A_warm_up_of_no_steps_is_none()
    {
        Values.AssertFirst(Schedule.Step(1, 0.5).WarmUp(0), 1, 0.5, 0.25);
        Values.AssertFirst(Schedule.Step(1, 0.5).WarmUp(0, start: 0.5), 1, 0.5, 0.25);
        Values.AssertFirst(Schedule.Step(1, 0.5).WarmUpFromFirstStep(0), 1, 0.5, 0.25);
    }

    [Theory]
    [InlineData(new long[] { 30, 10 }, "milestones has 10 after 30; none may be less than the one before.")]
    [InlineData(new long[] { 1, 5, 4, 9 }, "milestones has 4 after 5; none may be less than the one before.")]
    public void Milestones_out_of_order_are_refused(long[] milestones, string message) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(nameof(milestones), () => Schedule.MultiStep(milestones)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_product_with_a_line_warms_up_a_schedule_that_runs_meanwhile() =>
        Values.AssertFirst(Schedule.Linear(2, 0) * Schedule.Step(1, 0.5), 0, 0.25, 0.25, 0.125);
}
