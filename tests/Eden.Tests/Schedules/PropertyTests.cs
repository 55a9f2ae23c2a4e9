using FsCheck;
using FsCheck.Fluent;

namespace Eden.Tests.Schedules;

public class PropertyTests
{
    private const long LargestStep = 1L << 53;

    /// <summary>Every shape, with factors that do not grow.</summary>
    private static readonly Gen<Schedule> Schedules =
        from steps in Gen.Choose(1, 1000).Select(value => (long)value)
        from tenths in Gen.Choose(0, 10).Select(value => value / 10.0)
        from power in Gen.Choose(0, 30).Select(value => value / 10.0)
        from schedule in Gen.Elements(
            Schedule.Constant(tenths),
            Schedule.Linear(steps, tenths, power),
            Schedule.Step(steps, tenths),
            Schedule.MultiStep([steps, steps + 1, 2 * steps + 1], tenths),
            Schedule.Exponential(tenths),
            Schedule.Polynomial(steps, power, tenths),
            Schedule.Cosine(steps, tenths),
            Schedule.CosineWave(steps, tenths),
            Schedule.CosineWarmRestarts(steps, 1 + (steps % 3), tenths),
            Schedule.InverseSquareRoot(steps),
            Schedule.WarmUpStableDecay(steps, steps, steps, tenths),
            new OneCycleSchedule { Steps = steps, WarmUpFraction = tenths, ThreePhase = steps % 2 == 0 }.CreateLearningRate(),
            new OneCycleSchedule { Steps = steps, WarmUpFraction = tenths, Annealing = Annealing.Linear, ThreePhase = steps % 2 == 0 }.CreateMomentum(),
            new CyclicSchedule { Minimum = tenths, StepsUp = steps, StepsDown = 1 + (steps / 2), Mode = CyclicMode.Triangular2 }.CreateLearningRate(),
            new CyclicSchedule { Minimum = tenths, StepsUp = steps, Mode = CyclicMode.ExponentialRange, Gamma = 0.99 }.CreateMomentum())
        select schedule;

    private static readonly Gen<long> Steps = Gen.OneOf(
        Gen.Choose(0, 5000).Select(value => (long)value),
        Gen.Choose(0, 53).Select(power => 1L << power),
        Gen.Choose(0, 5000).Select(value => LargestStep - value));

    [Fact]
    public void Every_schedule_is_finite_and_not_negative_up_to_the_largest_step() =>
        Hold(Schedules, Steps, (schedule, step) => double.IsFinite(schedule.At(step)) && schedule.At(step) >= 0);

    [Fact]
    public void A_step_has_the_same_value_whatever_was_asked_before() =>
        Hold(Schedules, Steps, (schedule, step) =>
        {
            double value = schedule.At(step);
            _ = schedule.At(LargestStep - step);
            return schedule.At(step) == value;
        });

    [Fact]
    public void A_product_commutes() =>
        Hold(Schedules.Two(), Steps, (pair, step) => (pair.Item1 * pair.Item2).At(step) == (pair.Item2 * pair.Item1).At(step));

    [Fact]
    public void A_product_with_one_is_the_schedule() =>
        Hold(Schedules, Steps, (schedule, step) => (schedule * Schedule.Constant(1)).At(step) == schedule.At(step));

    [Fact]
    public void Then_is_the_first_schedule_before_the_milestone_and_the_second_from_it() =>
        Hold(Schedules.Two(), Steps.Two(), (pair, steps) =>
        {
            (long milestone, long step) = steps;
            double expected = step < milestone ? pair.Item1.At(step) : pair.Item2.At(step - milestone);
            return Schedule.From(pair.Item1.At).Then(milestone, pair.Item2).At(step) == expected;
        });

    [Fact]
    public void A_warm_up_meets_the_schedule_in_steps_of_one_size() =>
        Hold(Schedules, Gen.Choose(1, 500).Select(value => (long)value), (schedule, length) =>
        {
            Schedule warm = schedule.WarmUp(length);
            double rise = schedule.At(0) / length;
            return Enumerable.Range(0, (int)length).All(step => Math.Abs(warm.At(step + 1) - warm.At(step) - rise) <= 1e-15)
                && warm.At(length) == schedule.At(0);
        });

    private static void Hold<TLeft, TRight>(Gen<TLeft> left, Gen<TRight> right, Func<TLeft, TRight, bool> holds) =>
        Prop.ForAll(Arb.From(left), Arb.From(right), holds)
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(2000).WithReplay(2017, 2019));
}
