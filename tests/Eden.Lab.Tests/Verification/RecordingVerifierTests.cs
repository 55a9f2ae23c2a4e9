using System.Text;
using Eden.Lab.Recordings;
using Eden.Lab.Tests.Recordings;
using Eden.Lab.Verification;
using Eden.Testing;

namespace Eden.Lab.Tests.Verification;

public class RecordingVerifierTests
{
    public static TheoryData<string> Files => [.. GoldenRecordings.Names];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_golden_recording_passes_with_at_most_the_share_that_its_makers_promise(string name)
    {
        VerificationResult result = Verify(GoldenRecordings.Read(name));

        Assert.Equal(Verdict.Pass, result.Verdict);

        // Products in bfloat16 differ by as much as they are allowed to.
        bool isRough = result.Schedules is not null || name.Contains("bf16", StringComparison.Ordinal);
        Assert.InRange(result.Differences[0].Share, 0, isRough ? 1 : 2.2 / 8);
        Assert.Equal(result.ElementType == ElementType.Bits32 && result.Format != DigitsRecording.FormatName, result.EdenFromExact is not null);
    }

    [Fact]
    public void A_recording_of_an_optimizer_that_Eden_does_not_have_is_unsupported()
    {
        TraceRecording trace = (TraceRecording)GoldenRecordings.Read("trace-adam-defaults-f32.json") with { Optimizer = "Shampoo" };

        VerificationResult result = Verify(trace);

        Assert.Equal(Verdict.Unsupported, result.Verdict);
        Assert.Equal("Eden has no Shampoo", result.Reason);
    }

    [Fact]
    public void A_training_with_an_optimizer_that_Eden_does_not_have_is_unsupported() =>
        Assert.Equal(Verdict.Unsupported, Verify(Documents.Parse(Documents.Edit(Documents.Digits, "optimizer", "\"Lion\""))).Verdict);

    [Theory]
    [InlineData("trace-adamw-defaults-f32.json", "\"weight_decay\":0.01", "\"weight_decay\":1e300", "groups[0].options: WeightDecay times its rate is 1E+297; in float32 it must be at most 3.4028234663852886E+38")]
    [InlineData("trace-adamw-defaults-f32.json", "\"lr\":[0.001]", "\"lr\":[1e300]", "steps[0].lr: LearningRate is 1E+300; in float32 it must be at most 3.4028234663852886E+38")]
    [InlineData("trace-adagrad-f32.json", "\"lr_decay\":0.01", "\"initial_accumulator_value\":1e300", "groups[0].options: InitialAccumulator is 1E+300; in float32 it must be at most 3.4028234663852886E+38")]
    public void An_option_that_the_type_of_the_parameters_does_not_hold_is_refused_with_its_place(string name, string old, string spoiled, string expected)
    {
        string text = File.ReadAllText(Repository.PathTo("tests", "golden", name));
        int place = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(place >= 0);
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(text.Remove(place, old.Length).Insert(place, spoiled)));
        Recording recording = RecordingFile.Parse(stream, "spoiled.json", cancellation: TestContext.Current.CancellationToken);
        Assert.Equal($"spoiled.json: {expected}.", Assert.Throws<InputException>(() => Verify(recording)).Message);
    }

    [Fact]
    public void The_tolerance_is_in_units_and_decides()
    {
        Recording recording = GoldenRecordings.Read("trace-adamw-defaults-f32.json");
        double share = Verify(recording).Differences[0].Share;

        Assert.Equal(share * 4, Verify(recording, units: 2).Differences[0].Share, 1e-12);
        Assert.Equal(Verdict.Pass, Verify(recording, units: 8 * share * 1.001).Verdict);
        Assert.Equal(Verdict.Fail, Verify(recording, units: 8 * share * 0.999).Verdict);
    }

    [Fact]
    public void Distances_are_those_of_the_free_runs()
    {
        VerificationResult result = Verify(GoldenRecordings.Read("trace-adamw-long-f32.json"));

        Assert.Equal(600 * 9, result.FreeRun!.Count);
        Assert.InRange(result.EdenFromExact!.Largest, 0, 0.25 * result.PyTorchFromExact!.Largest);
        Assert.InRange(result.FreeRun.RootMeanSquare, double.Epsilon, result.FreeRun.Largest);
        Assert.True(result.FreeRun.Largest <= result.EdenFromExact.Largest + result.PyTorchFromExact.Largest);
    }

    [Fact]
    public void A_step_that_is_equal_to_the_last_bit_has_no_largest_difference()
    {
        Difference difference = Verify(GoldenRecordings.Read("trace-adam-defaults-f64.json")).Differences[0];

        Assert.Equal((0, 0, 560), (difference.Share, difference.Beyond, difference.Count));
        Assert.Null(difference.Largest);
    }

    [Theory]
    [InlineData("groups/0/options/betas", "[0.9, 1]", "groups[0].options: Beta2 is 1; it must be at least 0 and less than 1.")]
    [InlineData("groups/0/options/betas", "[0.9]", "groups[0].options.betas: expected two numbers")]
    [InlineData("groups/0/options/betas", "0.9", "groups[0].options.betas: expected two numbers")]
    [InlineData("groups/0/options/eps", "-1", "groups[0].options: Epsilon is -1; it must be finite and at least 0.")]
    [InlineData("groups/0/options/eps", "1e-60", "groups[0].options: Epsilon is 1E-60; in float32 it rounds to 0; give 0 or at least 4.431294828962624E-44.")]
    [InlineData("groups/0/options/eps", "\"tiny\"", "groups[0].options.eps: expected a number")]
    [InlineData("groups/1/options/amsgrad", "1", "groups[1].options.amsgrad: expected true or false")]
    [InlineData("groups/1/options/nesterov", "true", "groups[1].options.nesterov: Eden's AdamW has no such option")]
    [InlineData("groups/1/options/momentum", "0.9", "groups[1].options.momentum: Eden's AdamW has no such option")]
    [InlineData("final_state/weight/step", "", "final_state.weight: 'step' is missing")]
    [InlineData("final_state/weight/step", "[1, 2, 3, 4]", "final_state.weight.step: expected one number, found 4")]
    [InlineData("final_state/weight/exp_avg", "", "final_state.weight: 'exp_avg' is missing")]
    [InlineData("final_state/weight/exp_avg", "null", "final_state.weight: 'exp_avg' is missing")]
    [InlineData("final_state/weight/exp_avg", "7", "final_state.weight.exp_avg: expected 4 numbers, found 1")]
    [InlineData("final_state/weight/max_exp_avg_sq", "[1, 2, 3, 4]", "final_state.weight.max_exp_avg_sq: Eden's AdamW keeps no such state under these options")]
    public void Options_and_state_that_the_optimizer_does_not_have_are_refused(string path, string json, string complaint) =>
        AssertRefused(Documents.Edit(Documents.Trace, path, json), complaint);

    [Theory]
    [InlineData("""{ "momentum": -1 }""", "Momentum is -1; it must be finite and at least 0.")]
    [InlineData("""{ "nesterov": true }""", "Nesterov needs Momentum above 0 and Dampening 0, but they are 0 and 0.")]
    [InlineData("""{ "nesterov": true, "momentum": 0.9, "dampening": 0.5 }""", "Nesterov needs Momentum above 0 and Dampening 0, but they are 0.9 and 0.5.")]
    public void Options_of_gradient_descent_that_contradict_each_other_are_refused(string options, string complaint)
    {
        string json = Documents.Edit(Documents.Edit(Documents.Trace, "optimizer", "\"SGD\""), "groups/0/options", options);

        AssertRefused(json, $"groups[0].options: {complaint}");
    }

    [Fact]
    public void Decoupled_decay_inside_Adam_is_refused()
    {
        string json = Documents.Edit(Documents.Edit(Documents.Trace, "optimizer", "\"Adam\""), "groups/0/options/decoupled_weight_decay", "true");

        AssertRefused(json, "groups[0].options.decoupled_weight_decay: is true: the optimizer was AdamW, not Adam");
    }

    [Fact]
    public void Options_that_change_nothing_are_accepted()
    {
        string json = Documents.Trace;
        foreach (string option in (string[])["foreach", "fused", "capturable", "differentiable"])
        {
            json = Documents.Edit(json, $"groups/0/options/{option}", "false");
        }

        Assert.Equal(Verdict.Fail, Verify(Documents.Parse(json)).Verdict);
    }

    [Fact]
    public void A_parameter_without_elements_and_one_without_any_gradient_or_state_are_replayed()
    {
        const string Json = """
            { "format": "optimizer-trace/1", "optimizer": "AdamW", "dtype": "float32", "groups": [{ "options": {}, "params": ["none", "still"] }],
              "params": [{ "name": "none", "shape": [0, 3], "initial": [] }, { "name": "still", "shape": [], "initial": [2] }],
              "steps": [{ "lr": [0.1], "grads": { "none": [], "still": null }, "params": { "none": [], "still": [2] } }],
              "final_state": { "none": { "step": 1, "exp_avg": [], "exp_avg_sq": [] } } }
            """;

        VerificationResult result = Verify(Documents.Parse(Json));

        Assert.Equal(Verdict.Pass, result.Verdict);
        Assert.Equal((1, 1), (result.Differences[0].Count, result.Differences[1].Count));
    }

    [Fact]
    public void Gradients_that_are_not_finite_make_values_that_are_compared_by_class()
    {
        const string Json = """
            { "format": "optimizer-trace/1", "optimizer": "SGD", "dtype": "float64", "groups": [{ "options": {}, "params": ["w"] }],
              "params": [{ "name": "w", "shape": [3], "initial": [1, 1, 1] }],
              "steps": [{ "lr": [1], "grads": { "w": ["NaN", "Infinity", 1] }, "params": { "w": ["NaN", "-Infinity", 0] } }], "final_state": { "w": {} } }
            """;

        Assert.Equal(Verdict.Pass, Verify(Documents.Parse(Json)).Verdict);
        Difference difference = Verify(Documents.Parse(Json.Replace("\"-Infinity\", 0", "\"NaN\", 0", StringComparison.Ordinal))).Differences[0];
        Assert.Equal((1, double.PositiveInfinity, "steps[0].params.w[1]"), (difference.Beyond, difference.Share, difference.First!.Place));
    }

    [Fact]
    public void Nothing_runs_on_when_it_is_cancelled()
    {
        CancellationToken cancelled = new(canceled: true);

        Assert.Throws<OperationCanceledException>(() => RecordingVerifier.Verify(GoldenRecordings.Read("trace-adam-l2-f32.json"), cancellation: cancelled));
        Assert.Throws<OperationCanceledException>(() => RecordingVerifier.Verify(GoldenRecordings.Read("experiment-float32-5.json"), cancellation: cancelled));
        Assert.Throws<OperationCanceledException>(() => RecordingVerifier.Verify(GoldenRecordings.Read("mlp-digits-adam-f32.json"), cancellation: cancelled));
    }

    private static VerificationResult Verify(Recording recording, double units = Agreement.DefaultUnits) =>
        RecordingVerifier.Verify(recording, units, TestContext.Current.CancellationToken);

    private static void AssertRefused(string json, string complaint) =>
        Assert.Equal($"bad.json: {complaint}", Assert.Throws<InputException>(() => Verify(Documents.Parse(json))).Message);
}
