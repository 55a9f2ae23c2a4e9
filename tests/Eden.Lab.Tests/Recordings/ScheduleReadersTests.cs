using Eden.Lab.Recordings;

namespace Eden.Lab.Tests.Recordings;

public class ScheduleReadersTests
{
    [Fact]
    public void Schedules_are_read_with_arguments_of_any_depth_and_momenta_where_there_are_some()
    {
        SchedulesRecording recording = Assert.IsType<SchedulesRecording>(Documents.Parse(Documents.Schedules));

        Assert.Equal((0.1, "torch 1.13.0", 3), (recording.BaseRate, recording.Origin, recording.Schedules.Count));
        Assert.Equal("StepLR", recording.Schedules[0].Type);
        Assert.Equal("""{ "step_size": 1, "gamma": 0.5 }""", recording.Schedules[0].Arguments.GetRawText());
        Assert.Equal([0.1, 0.05, 0.025], recording.Schedules[0].Rates);
        Assert.Null(recording.Schedules[0].Momenta);
        Assert.Equal(0.5, recording.Schedules[1].Arguments.GetProperty("schedulers")[1][1].GetProperty("gamma").GetDouble());
        Assert.Equal([0.95, 0.9, 0.85], recording.Schedules[2].Momenta!);
    }

    [Fact]
    public void A_plateau_starts_from_the_first_rate_where_it_does_not_say_otherwise()
    {
        PlateauRecording recording = Assert.IsType<PlateauRecording>(Documents.Parse(Documents.Plateau));

        Assert.Equal((0.1, 6, double.NaN), (recording.BaseRate, recording.Rates.Count, recording.Metrics[1]));
        Assert.Equal(0.2, ((PlateauRecording)Documents.Parse(Documents.Edit(Documents.Plateau, "base_lr", "0.2"))).BaseRate);
    }

    [Theory]
    [InlineData("base_lr", "", "base_lr: missing")]
    [InlineData("base_lr", "0", "base_lr: must be finite and more than 0")]
    [InlineData("base_lr", "\"NaN\"", "base_lr: must be finite and more than 0")]
    [InlineData("base_lr", "[0.1]", "base_lr: expected a number, \"NaN\", \"Infinity\" or \"-Infinity\", found an array")]
    [InlineData("schedules", "", "schedules: missing")]
    [InlineData("schedules", "[]", "schedules: must not be empty")]
    [InlineData("schedules", "{}", "schedules: expected an array, found an object")]
    [InlineData("schedules/1", "7", "schedules[1]: expected an object, found a number")]
    [InlineData("schedules/1/type", "", "schedules[1].type: missing")]
    [InlineData("schedules/1/type", "7", "schedules[1].type: expected text, found a number")]
    [InlineData("schedules/1/args", "", "schedules[1].args: missing")]
    [InlineData("schedules/1/lr", "", "schedules[1].lr: missing")]
    [InlineData("schedules/1/lr", "[]", "schedules[1].lr: must not be empty")]
    [InlineData("schedules/1/lr", "[0.1, \"Infinity\"]", "schedules[1].lr[1]: must be finite")]
    [InlineData("schedules/1/lr", "[0.1, null]", "schedules[1].lr[1]: expected a number, \"NaN\", \"Infinity\" or \"-Infinity\", found null")]
    [InlineData("schedules/2/momentum", "[0.9]", "schedules[2]: expected as many numbers in 'momentum' as in 'lr', found 1 and 3")]
    [InlineData("schedules/2/momentum", "0.9", "schedules[2].momentum: expected an array, found a number")]
    public void Schedules_that_do_not_fit_are_refused_at_their_place(string path, string json, string complaint) =>
        Assert.Equal($"bad.json: {complaint}", Documents.Complaint(Documents.Edit(Documents.Schedules, path, json)));

    [Theory]
    [InlineData("args", "", "args: missing")]
    [InlineData("metrics", "", "metrics: missing")]
    [InlineData("lr_after", "", "lr_after: missing")]
    [InlineData("lr_after", "[]", "lr_after: must not be empty")]
    [InlineData("metrics", "[1, 2]", "metrics: expected as many numbers as in lr_after, found 2 and 6")]
    [InlineData("metrics/0", "\"-Infinity\"", "base_lr: missing, and the first metric, which is not finite, may have reduced the rate")]
    [InlineData("metrics/3", "true", "metrics[3]: expected a number, \"NaN\", \"Infinity\" or \"-Infinity\", found true")]
    [InlineData("lr_after/2", "\"NaN\"", "lr_after[2]: must be finite")]
    [InlineData("base_lr", "-1", "base_lr: must be finite and more than 0")]
    public void A_plateau_that_does_not_fit_is_refused_at_its_place(string path, string json, string complaint) =>
        Assert.Equal($"bad.json: {complaint}", Documents.Complaint(Documents.Edit(Documents.Plateau, path, json)));

    [Fact]
    public void Arguments_that_nobody_would_write_are_refused_before_they_take_memory()
    {
        string many = $"[{string.Join(',', Enumerable.Repeat("1", 100_000))}]";

        Assert.Equal(
            "bad.json: schedules[0].args: longer than 65536 bytes",
            Documents.Complaint(Documents.Edit(Documents.Schedules, "schedules/0/args/milestones", many)));
    }

    [Fact]
    public void An_argument_beyond_float64_and_one_that_is_given_twice_are_refused()
    {
        Assert.Equal(
            "bad.json: schedules[0].args.gamma: the number is too large for float64; infinity is written \"Infinity\"",
            Documents.Complaint(Documents.Schedules.Replace("\"gamma\": 0.5 }, \"lr\"", "\"gamma\": 1e999 }, \"lr\"", StringComparison.Ordinal)));
        Assert.Equal(
            "bad.json: args.factor: given twice",
            Documents.Complaint(Documents.Plateau.Replace("\"factor\"", "\"factor\": 1, \"factor\"", StringComparison.Ordinal)));
    }
}
