namespace Eden.Tests.Schedules;

public class CyclicScheduleTests
{
    [Fact]
    public void Triangular_goes_up_and_down_between_the_bounds() =>
        Values.AssertFirst(new CyclicSchedule { Minimum = 0.2, StepsUp = 4, StepsDown = 2 }.CreateLearningRate(), 0.2, 0.4, 0.6, 0.8, 1, 0.6, 0.2, 0.4);

    [Fact]
    public void The_fall_is_as_long_as_the_rise_by_default() =>
        Values.AssertFirst(new CyclicSchedule { Minimum = 0, StepsUp = 2 }.CreateLearningRate(), 0, 0.5, 1, 0.5, 0);

    [Fact]
    public void Triangular2_halves_each_cycle() =>
        Values.AssertFirst(new CyclicSchedule { Minimum = 0.2, StepsUp = 1, Mode = CyclicMode.Triangular2 }.CreateLearningRate(), 0.2, 1, 0.2, 0.6, 0.2, 0.4, 0.2);

    [Fact]
    public void Exponential_range_shrinks_the_height_in_every_step() =>
        Values.AssertFirst(
            new CyclicSchedule { Minimum = 0.2, StepsUp = 1, Mode = CyclicMode.ExponentialRange, Gamma = 0.5 }.CreateLearningRate(),
            0.2,
            0.2 + (0.8 * 0.5),
            0.2,
            0.2 + (0.8 * 0.125));

    [Fact]
    public void The_momentum_goes_the_other_way() =>
        Values.AssertFirst(
            new CyclicSchedule { Minimum = 0.2, StepsUp = 2, MinimumMomentum = 0.5, MaximumMomentum = 0.9 }.CreateMomentum(), 0.9, 0.7, 0.5, 0.7, 0.9);
}
