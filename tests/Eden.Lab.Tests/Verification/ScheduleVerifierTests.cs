using Eden.Lab.Recordings;
using Eden.Lab.Tests.Recordings;
using Eden.Lab.Verification;
using Eden.Testing;

namespace Eden.Lab.Tests.Verification;

public class ScheduleVerifierTests
{
    [Fact]
    public void Rates_and_momenta_are_compared_one_by_one()
    {
        VerificationResult result = Verify(Documents.Schedules);

        Assert.Equal((Verdict.Pass, 3, 4, "torch 1.13.0"), (result.Verdict, result.Schedules, result.Steps, result.Origin));
        Assert.Equal(["rates", "momenta"], result.Differences.Select(difference => difference.Kind));
        Assert.Equal([10, 3], result.Differences.Select(difference => difference.Count));
    }

    [Fact]
    public void A_plateau_is_given_its_metrics_one_by_one()
    {
        VerificationResult result = Verify(Documents.Plateau);

        Assert.Equal((Verdict.Pass, 1, 6, 6), (result.Verdict, result.Schedules, result.Steps, result.Differences[0].Count));
    }

    [Theory]
    [InlineData("schedules/1/lr/3", "0.0500000000001", 0, "schedules[1].lr[3]")]
    [InlineData("schedules/0/lr/0", "0", 0, "schedules[0].lr[0]")]
    [InlineData("schedules/2/momentum/1", "0.9000000000018", 1, "schedules[2].momentum[1]")]
    public void A_number_changed_a_little_fails_and_is_named(string path, string json, int kind, string place)
    {
        VerificationResult result = Verify(Documents.Edit(Documents.Schedules, path, json));

        Assert.Equal((Verdict.Fail, 1, place), (result.Verdict, result.Differences[kind].Beyond, result.Differences[kind].First!.Place));
    }

    [Fact]
    public void A_rate_of_a_plateau_changed_a_little_fails_and_is_named()
    {
        VerificationResult result = Verify(Documents.Edit(Documents.Plateau, "lr_after/4", "0.050000000001"));

        Assert.Equal((Verdict.Fail, "lr_after[4]"), (result.Verdict, result.Differences[0].First!.Place));
    }

    [Theory]
    [InlineData("schedules/1/type", "\"HalvingLR\"", "schedules[1] (HalvingLR): Eden has no schedule for this type")]
    [InlineData("schedules/1/args/schedulers/0", """["LambdaLR", { "lr_lambda": "<lambda>" }]""", "schedules[1] (SequentialLR).schedulers[0] (LambdaLR): lr_lambda is not the array of the function's values, and a recording cannot hold the function")]
    public void A_scheduler_without_counterpart_is_unsupported_and_the_others_are_judged(string path, string json, string reason)
    {
        string recording = Documents.Edit(Documents.Schedules, path, json);
        VerificationResult result = Verify(recording);

        Assert.Equal((Verdict.Unsupported, reason, 6), (result.Verdict, result.Reason, result.Differences[0].Count));
        Assert.Equal(Verdict.Fail, Verify(Documents.Edit(recording, "schedules/0/lr/1", "0.06")).Verdict);
    }

    [Theory]
    [InlineData("schedules/0/args/gamma", "-1", "schedules[0] (StepLR): gamma is -1; it must be finite and at least 0")]
    [InlineData("schedules/0/args/rate", "1", "schedules[0] (StepLR): unknown argument 'rate'")]
    [InlineData("schedules/1/args/milestones", "[]", "schedules[1] (SequentialLR): expected one milestone less than schedulers, found 0 milestones and 2 schedulers")]
    public void Wrong_arguments_are_refused_by_name(string path, string json, string complaint) =>
        Assert.Equal($"bad.json: {complaint}", Assert.Throws<InputException>(() => Verify(Documents.Edit(Documents.Schedules, path, json))).Message);

    [Fact]
    public void A_wrong_argument_of_a_plateau_is_refused_by_name() =>
        Assert.Equal(
            "bad.json: args (ReduceLROnPlateau): patience is -1; it must be a whole number, at least 0 and at most 2^53",
            Assert.Throws<InputException>(() => Verify(Documents.Edit(Documents.Plateau, "args/patience", "-1"))).Message);

    [Fact]
    public void Random_recordings_pass()
    {
        string[] lines = File.ReadAllLines(Repository.PathTo("tests", "golden-schedules", "random.jsonl"));

        Assert.Equal(79, lines.Length);
        Assert.All(lines, line => Assert.Equal(Verdict.Pass, Verify(line).Verdict));
    }

    [Fact]
    public void Nothing_runs_on_when_it_is_cancelled()
    {
        Recording recording = Documents.Parse(Documents.Schedules);

        Assert.Throws<OperationCanceledException>(() => RecordingVerifier.Verify(recording, cancellation: new CancellationToken(canceled: true)));
    }

    private static VerificationResult Verify(string json) => RecordingVerifier.Verify(Documents.Parse(json), cancellation: TestContext.Current.CancellationToken);
}
