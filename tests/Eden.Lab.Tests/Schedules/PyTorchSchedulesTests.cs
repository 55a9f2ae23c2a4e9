using System.Text.Json;
using Eden.Lab.Schedules;

namespace Eden.Lab.Tests.Schedules;

public class PyTorchSchedulesTests
{
    [Theory]
    [InlineData("StepLR", """{"step_size": 0}""", "step_size is 0; it must be a whole number, at least 1 and at most 2^53")]
    [InlineData("StepLR", """{"step_size": 2.5}""", "step_size is 2.5; it must be a whole number, at least 1 and at most 2^53")]
    [InlineData("StepLR", """{"step_size": 1e999}""", "step_size is Infinity; it must be a whole number, at least 1 and at most 2^53")]
    [InlineData("StepLR", "{}", "step_size is missing")]
    [InlineData("StepLR", """{"step_size": "2"}""", "step_size must be a number, not text")]
    [InlineData("StepLR", """{"step_size": 1, "gamma": -1}""", "gamma is -1; it must be finite and at least 0")]
    [InlineData("StepLR", """{"step_size": 1, "gamma": "NaN"}""", "gamma must be a number, not text")]
    [InlineData("StepLR", """{"step_size": 1, "gamme": 1}""", "unknown argument 'gamme'")]
    [InlineData("StepLR", """{"step_size": 1, "step_size": 1}""", "step_size is given twice")]
    [InlineData("StepLR", """{"step_size": 1, "last_epoch": 3}""", "last_epoch is 3; it must be -1, a run from its beginning")]
    [InlineData("StepLR", "[]", "the arguments must be an object, not an array")]
    [InlineData("StepLR", """{"a\nb": 1, "step_size": 1}""", "unknown argument 'a\\u000ab'")]
    [InlineData("StepLR", """{"\ud800": 1}""", "a text is not valid Unicode")]
    [InlineData("MultiStepLR", """{"milestones": 3}""", "milestones must be an array, not a number")]
    [InlineData("MultiStepLR", """{"milestones": [1, -1]}""", "milestones[1] must be a whole number, at least 0 and at most 2^53")]
    [InlineData("MultiStepLR", """{"milestones": [null]}""", "milestones[0] must be a whole number, at least 0 and at most 2^53")]
    [InlineData("ConstantLR", """{"factor": 1.5}""", "factor is 1.5; it must be at least 0 and at most 1")]
    [InlineData("ConstantLR", """{"total_iters": 0}""", "total_iters is 0; it must be a whole number, at least 1 and at most 2^53")]
    [InlineData("LinearLR", """{"start_factor": 0}""", "start_factor is 0; it must be more than 0 and at most 1")]
    [InlineData("OneCycleLR", """{"max_lr": 1}""", "total_steps, or epochs and steps_per_epoch, must be given, at most 2^53 steps")]
    [InlineData("OneCycleLR", """{"max_lr": 1, "epochs": 9007199254740992, "steps_per_epoch": 4096}""", "total_steps, or epochs and steps_per_epoch, must be given, at most 2^53 steps")]
    [InlineData("OneCycleLR", """{"max_lr": 0, "total_steps": 5}""", "max_lr is 0; it must be finite and more than 0")]
    [InlineData("OneCycleLR", """{"max_lr": 1, "total_steps": 5, "anneal_strategy": "sin"}""", "anneal_strategy is 'sin'; it must be one of cos, linear")]
    [InlineData("OneCycleLR", """{"max_lr": 1, "total_steps": 5, "anneal_strategy": "\ud800"}""", "a text is not valid Unicode")]
    [InlineData("OneCycleLR", """{"max_lr": 1, "total_steps": 5, "three_phase": 1}""", "three_phase must be true or false, not a number")]
    [InlineData("CyclicLR", """{"base_lr": 0, "max_lr": 1, "scale_fn": "f"}""", "scale_fn must be null: a recording cannot hold it")]
    [InlineData("LambdaLR", """{"lr_lambda": null}""", "lr_lambda is not the array of the function's values, and a recording cannot hold the function")]
    [InlineData("LambdaLR", """{"lr_lambda": []}""", "lr_lambda must hold at least one value")]
    [InlineData("LambdaLR", """{"lr_lambda": [1, -1]}""", "lr_lambda[1] must be finite and at least 0")]
    [InlineData("MultiplicativeLR", """{"lr_lambda": ["NaN"]}""", "lr_lambda[0] must be finite and at least 0")]
    [InlineData("SWALR", """{"swa_lr": -1}""", "swa_lr is -1; it must be finite and at least 0")]
    [InlineData("SWALR", """{"swa_lr": 1, "anneal_epoch": 1}""", "unknown argument 'anneal_epoch'")]
    [InlineData("HalvingLR", "{}", "Eden has no schedule for this type")]
    [InlineData("SequentialLR", """{"schedulers": [], "milestones": []}""", "schedulers must hold at least one scheduler")]
    [InlineData("SequentialLR", """{"schedulers": [["ExponentialLR"]], "milestones": []}""", "schedulers[0] must be a pair of a type and its arguments")]
    [InlineData("SequentialLR", """{"schedulers": [["ExponentialLR", {"gamma": 1}]], "milestones": [3]}""", "expected one milestone less than schedulers, found 1 milestones and 1 schedulers")]
    [InlineData("CosineAnnealingLR", """{"T_max": 5, "eta_min": 1e308}""", "with the base learning rate as 1, minimum is Infinity; it must be finite and at least 0.")]
    public void A_wrong_argument_is_named_with_its_value(string type, string arguments, string complaint) =>
        Assert.Equal($"f.json: schedules[2] ({type}): {complaint}", Refusal(type, arguments).Message);

    [Theory]
    [InlineData("""[["ExponentialLR", {"gamma": -1}]]""", "[]", "f.json: schedules[2] (SequentialLR).schedulers[0] (ExponentialLR): gamma is -1; it must be finite and at least 0")]
    [InlineData("""[["ExponentialLR", {"gamma": 1}], ["ExponentialLR", {"gamma": 1}], ["ExponentialLR", {"gamma": 1}]]""", "[3, 2]", "f.json: schedules[2] (SequentialLR): milestones[1] is 2; it must not be less than the one before")]
    [InlineData("""[["ChainedScheduler", {"schedulers": [["ExponentialLR", {"gamma": 1}]]}]]""", "[]", "f.json: schedules[2] (SequentialLR): ChainedScheduler inside SequentialLR is not supported: PyTorch's versions differ in what it does, or refuse it")]
    [InlineData("""[["ExponentialLR", {"gamma": 1}], ["OneCycleLR", {"max_lr": 1, "total_steps": 9}]]""", "[3]", "f.json: schedules[2] (SequentialLR): a OneCycleLR after another scheduler is not supported: in PyTorch it moves the beginning of the first")]
    public void A_wrong_sequence_is_refused(string schedulers, string milestones, string message) =>
        Assert.Equal(message, Refusal("SequentialLR", $$"""{"schedulers": {{schedulers}}, "milestones": {{milestones}}}""").Message);

    [Fact]
    public void A_second_one_cycle_is_refused() =>
        Assert.EndsWith(
            "a second OneCycleLR overwrites the levels of the first in PyTorch",
            Refusal("ChainedScheduler", """{"schedulers": [["OneCycleLR", {"max_lr": 1, "total_steps": 9}], ["OneCycleLR", {"max_lr": 2, "total_steps": 9}]]}""").Message);

    [Fact]
    public void A_type_of_any_content_makes_a_message_of_one_short_line()
    {
        string message = Refusal("a\nb\u2028\ud800" + string.Concat(Enumerable.Repeat("🦆", 10_000)), "{}").Message;

        Assert.StartsWith("f.json: schedules[2] (a\\u000ab\\u2028\\ud800🦆🦆", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 1, 500);
    }

    [Fact]
    public void A_scheduler_of_very_many_is_refused()
    {
        string many = string.Join(',', Enumerable.Repeat("""["ExponentialLR",{"gamma":1}]""", 1001));

        Assert.EndsWith("more than 1000 schedulers in one", Refusal("ChainedScheduler", $$"""{"schedulers":[{{many}}]}""").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_base_rate_that_is_not_positive_is_refused(double baseRate)
    {
        JsonElement none = RecordedSchedules.Parse("{}");

        Assert.Contains("the base learning rate is", Assert.Throws<InputException>(() => PyTorchSchedules.FromPyTorch("InverseSquareRoot", none, baseRate)).Message);
        Assert.Contains("the base learning rate is", Assert.Throws<InputException>(() => PyTorchSchedules.PlateauFromPyTorch(none, baseRate)).Message);
    }

    [Theory]
    [InlineData("""{"mode": "best"}""", "mode is 'best'; it must be one of min, max")]
    [InlineData("""{"factor": 1}""", "factor is 1; it must be at least 0 and less than 1")]
    [InlineData("""{"patience": -1}""", "patience is -1; it must be a whole number, at least 0 and at most 2^53")]
    [InlineData("""{"min_lr": [0.1]}""", "min_lr must be a number, not an array")]
    [InlineData("""{"threshold": 1}""", "with the base learning rate as 1, Threshold is 1; it must be less than 1 when minimizing by a relative one.")]
    [InlineData("""{"metrics": 1}""", "unknown argument 'metrics'")]
    public void A_wrong_argument_of_a_plateau_is_named(string arguments, string complaint)
    {
        InputException refusal = Assert.Throws<InputException>(() => PyTorchSchedules.PlateauFromPyTorch(RecordedSchedules.Parse(arguments), 0.1, "f.json"));

        Assert.Equal($"f.json (ReduceLROnPlateau): {complaint}", refusal.Message);
    }

    [Fact]
    public void Absent_arguments_have_the_defaults_of_PyTorch()
    {
        JsonElement steps = RecordedSchedules.Parse("""{"max_lr": 0.5, "epochs": 10, "steps_per_epoch": 3.0, "verbose": false, "last_epoch": -1}""");
        Schedule expected = Schedule.Constant(5) * new OneCycleSchedule { Steps = 30 }.CreateLearningRate();

        Schedule schedule = PyTorchSchedules.FromPyTorch("OneCycleLR", steps, 0.1);

        Assert.All(Enumerable.Range(0, 30), step => Assert.Equal(expected.At(step), schedule.At(step)));
    }

    [Fact]
    public void A_function_goes_on_with_its_last_value_and_a_product_leaves_out_the_first()
    {
        JsonElement values = RecordedSchedules.Parse("""{"lr_lambda": [0.5, 3, 2]}""");

        Assert.Equal([0.5, 3, 2, 2], RatesOf("LambdaLR", values));
        Assert.Equal([1, 3, 6, 6], RatesOf("MultiplicativeLR", values));
    }

    [Fact]
    public void The_rate_of_averaged_weights_stays_where_it_came_to()
    {
        Assert.Equal([1, 2, 3, 3], RatesOf("SWALR", RecordedSchedules.Parse("""{"swa_lr": 0.3, "anneal_epochs": 2, "anneal_strategy": "linear"}""")), (x, y) => Math.Abs(x - y) < 1e-15);
        Assert.Equal([1, 2, 3, 3], RatesOf("SWALR", RecordedSchedules.Parse("""{"swa_lr": 0.3, "anneal_epochs": 2}""")), (x, y) => Math.Abs(x - y) < 1e-15);
        Assert.Equal([3, 3, 3, 3], RatesOf("SWALR", RecordedSchedules.Parse("""{"swa_lr": 0.3, "anneal_epochs": 0}""")), (x, y) => Math.Abs(x - y) < 1e-15);
    }

    [Fact]
    public void The_rate_of_averaged_weights_inside_another_scheduler_is_refused() =>
        Assert.EndsWith("(SWALR): Eden has no schedule for this type", Refusal("ChainedScheduler", """{"schedulers": [["SWALR", {"swa_lr": 1}]]}""").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.NaN)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(1, 1 + 2e-12)]
    [InlineData(0, 2e-14)]
    public void Rates_that_differ_or_are_no_numbers_do_not_agree(double recorded, double rate) =>
        Assert.True(new RateAgreement([recorded, 1]).Share(recorded, rate) > 1);

    [Theory]
    [InlineData(1, 1 + 1e-13)]
    [InlineData(0, 1e-15)]
    [InlineData(1e-5, 1.0000000005e-5)]
    public void Rates_within_a_rounding_of_the_largest_agree(double recorded, double rate) =>
        Assert.InRange(new RateAgreement([recorded, 1]).Share(recorded, rate), 0, 1);

    private static double[] RatesOf(string type, JsonElement arguments)
    {
        Schedule schedule = PyTorchSchedules.FromPyTorch(type, arguments, 0.1);
        return [.. Enumerable.Range(0, 4).Select(step => schedule.At(step))];
    }

    private static InputException Refusal(string type, string arguments)
    {
        JsonElement parsed = RecordedSchedules.Parse(arguments);
        return Assert.ThrowsAny<InputException>(() => PyTorchSchedules.FromPyTorch(type, parsed, 0.1, "f.json: schedules[2]"));
    }
}
