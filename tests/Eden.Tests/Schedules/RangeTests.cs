namespace Eden.Tests.Schedules;

public class RangeTests
{
    private const string Steps = "at least 1 and at most 2^53";
    private const string Milestone = "at least 0 and at most 2^53";
    private const string Finite = "finite and at least 0";
    private const string Positive = "finite and above 0";
    private const string Coefficient = "at least 0 and less than 1";
    private const long TooMany = (1L << 53) + 1;

    private static readonly Dictionary<string, (Action Act, string Range)> Cases = new()
    {
        ["factor -1"] = (() => Schedule.Constant(-1), Finite),
        ["factor NaN"] = (() => Schedule.Constant(double.NaN), Finite),
        ["factor Infinity"] = (() => Schedule.Exponential(double.PositiveInfinity), Finite),
        ["factor -0.5"] = (() => Schedule.Step(1, -0.5), Finite),
        ["factor -2"] = (() => Schedule.MultiStep([1], -2), Finite),
        ["steps 0"] = (() => Schedule.Linear(0, 1), Steps),
        ["steps -1"] = (() => Schedule.Polynomial(-1), Steps),
        ["steps 9007199254740993"] = (() => Schedule.Cosine(TooMany), Steps),
        ["start NaN"] = (() => Schedule.Linear(1, double.NaN), Finite),
        ["end -1"] = (() => Schedule.Linear(1, 1, -1), Finite),
        ["end NaN"] = (() => Schedule.Polynomial(1, 1, double.NaN), Finite),
        ["power -1"] = (() => Schedule.Polynomial(1, -1), Finite),
        ["power NaN"] = (() => Schedule.Polynomial(1, double.NaN), Finite),
        ["period 0"] = (() => Schedule.Step(0), Steps),
        ["milestones -1"] = (() => Schedule.MultiStep([3, -1]), Milestone),
        ["minimum -1"] = (() => Schedule.Cosine(1, -1), Finite),
        ["minimum NaN"] = (() => Schedule.CosineWarmRestarts(1, 1, double.NaN), Finite),
        ["firstPeriod 0"] = (() => Schedule.CosineWarmRestarts(0), Steps),
        ["periodFactor 0"] = (() => Schedule.CosineWarmRestarts(1, 0), Steps),
        ["timescale 0"] = (() => Schedule.InverseSquareRoot(0), Steps),
        ["warmUp -1"] = (() => Schedule.WarmUpStableDecay(-1, 1, 1), Milestone),
        ["stable -1"] = (() => Schedule.WarmUpStableDecay(1, -1, 1), Milestone),
        ["decay 0"] = (() => Schedule.WarmUpStableDecay(1, 1, 0), Steps),
        ["milestone -1"] = (() => Schedule.Constant(1).Then(-1, Schedule.Constant(1)), Milestone),
        ["steps -3"] = (() => Schedule.Constant(1).WarmUp(-3), Milestone),
        ["steps -4"] = (() => Schedule.Constant(1).WarmUpFromFirstStep(-4), Milestone),
        ["milestone 10"] = (() => Schedule.Constant(1).Then(30, Schedule.Constant(1)).Then(10, Schedule.Constant(1)), "at least 30, where the last part of the schedule before it begins"),
        ["milestone 29"] = (() => (Schedule.Constant(1) * Schedule.Constant(1).WarmUp(30)).Then(29, Schedule.Constant(1)), "at least 30, where the last part of the schedule before it begins"),
        ["milestone 39"] = (() => Schedule.Constant(1).Then(30, Schedule.Constant(1)).WarmUp(10).Then(39, Schedule.Constant(1)), "at least 40, where the last part of the schedule before it begins"),
        ["start -1"] = (() => Schedule.Constant(1).WarmUp(1, -1), Finite),
        ["Steps 0"] = (() => _ = new OneCycleSchedule { Steps = 0 }, Steps),
        ["WarmUpFraction NaN"] = (() => _ = new OneCycleSchedule { Steps = 1, WarmUpFraction = double.NaN }, "at least 0 and at most 1"),
        ["WarmUpFraction 1.5"] = (() => _ = new OneCycleSchedule { Steps = 1, WarmUpFraction = 1.5 }, "at least 0 and at most 1"),
        ["StartDivisor 0"] = (() => _ = new OneCycleSchedule { Steps = 1, StartDivisor = 0 }, Positive),
        ["EndDivisor NaN"] = (() => _ = new OneCycleSchedule { Steps = 1, EndDivisor = double.NaN }, Positive),
        ["MinimumMomentum 1"] = (() => _ = new OneCycleSchedule { Steps = 1, MinimumMomentum = 1 }, Coefficient),
        ["MaximumMomentum -1"] = (() => _ = new CyclicSchedule { Minimum = 0, MaximumMomentum = -1 }, Coefficient),
        ["Annealing 7"] = (() => _ = new OneCycleSchedule { Steps = 1, Annealing = (Annealing)7 }, "one of Cosine, Linear"),
        ["Minimum NaN"] = (() => _ = new CyclicSchedule { Minimum = double.NaN }, Finite),
        ["StepsUp 0"] = (() => _ = new CyclicSchedule { Minimum = 0, StepsUp = 0 }, Steps),
        ["StepsDown 0"] = (() => _ = new CyclicSchedule { Minimum = 0, StepsDown = 0 }, Steps),
        ["Mode 7"] = (() => _ = new CyclicSchedule { Minimum = 0, Mode = (CyclicMode)7 }, "one of Triangular, Triangular2, ExponentialRange"),
        ["Gamma NaN"] = (() => _ = new CyclicSchedule { Minimum = 0, Gamma = double.NaN }, Finite),
        ["Mode 8"] = (() => _ = new ReduceOnPlateauOptions { Mode = (PlateauMode)8 }, "one of Minimize, Maximize"),
        ["Factor 1"] = (() => _ = new ReduceOnPlateauOptions { Factor = 1 }, Coefficient),
        ["Factor NaN"] = (() => _ = new ReduceOnPlateauOptions { Factor = double.NaN }, Coefficient),
        ["Patience -1"] = (() => _ = new ReduceOnPlateauOptions { Patience = -1 }, Milestone),
        ["Threshold NaN"] = (() => _ = new ReduceOnPlateauOptions { Threshold = double.NaN }, Finite),
        ["ThresholdMode 7"] = (() => _ = new ReduceOnPlateauOptions { ThresholdMode = (ThresholdMode)7 }, "one of Relative, Absolute"),
        ["Cooldown -1"] = (() => _ = new ReduceOnPlateauOptions { Cooldown = -1 }, Milestone),
        ["MinimumMultiplier NaN"] = (() => _ = new ReduceOnPlateauOptions { MinimumMultiplier = double.NaN }, Finite),
        ["MinimumChange -1"] = (() => _ = new ReduceOnPlateauOptions { MinimumChange = -1 }, Finite),
        ["Threshold 1"] = (() => _ = new ReduceOnPlateau(new() { Threshold = 1 }), "less than 1 when minimizing by a relative one"),
        ["Multiplier NaN"] = (() => _ = new ReduceOnPlateauState { Multiplier = double.NaN }, Finite),
        ["Best NaN"] = (() => _ = new ReduceOnPlateauState { Best = double.NaN }, "finite"),
        ["BadReports -1"] = (() => _ = new ReduceOnPlateauState { BadReports = -1 }, Milestone),
        ["CooldownLeft -1"] = (() => _ = new ReduceOnPlateauState { CooldownLeft = -1 }, Milestone),
    };

    public static TheoryData<string> Refused() => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_value_out_of_range_is_refused_by_name_value_and_range(string what)
    {
        string[] nameAndValue = what.Split(' ');

        ArgumentException refusal = Assert.ThrowsAny<ArgumentException>(Cases[what].Act);

        Assert.StartsWith($"{nameAndValue[0]} is {nameAndValue[1]}; ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"must be {Cases[what].Range}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_negative_step_is_refused() => Assert.Throws<ArgumentOutOfRangeException>("step", () => Schedule.Constant(1).At(-1));

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>("function", () => Schedule.From(null!));
        Assert.Throws<ArgumentNullException>("next", () => Schedule.Constant(1).Then(1, null!));
        Assert.Throws<ArgumentNullException>("left", () => null! * Schedule.Constant(1));
        Assert.Throws<ArgumentNullException>("right", () => Schedule.Constant(1) * null!);
        Assert.Throws<ArgumentNullException>("milestones", () => Schedule.MultiStep(null!));
        Assert.Throws<ArgumentNullException>("value", () => new ReduceOnPlateau { State = null! });
    }
}
