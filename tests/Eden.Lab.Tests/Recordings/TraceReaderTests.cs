using Eden.Lab.Recordings;

namespace Eden.Lab.Tests.Recordings;

public class TraceReaderTests
{
    [Fact]
    public void A_trace_is_read_with_groups_shapes_absent_gradients_and_numbers_that_are_not_finite()
    {
        TraceRecording trace = Assert.IsType<TraceRecording>(Documents.Parse(Documents.Trace));

        Assert.Equal(("bad.json", "optimizer-trace/1", "torch 1.13.0", "AdamW", ElementType.Bits32), (trace.Source, trace.Format, trace.Origin, trace.Optimizer, trace.ElementType));
        Assert.Equal(["weight", "bias"], trace.Parameters.Select(parameter => parameter.Name));
        Assert.Equal([2L, 2], trace.Parameters[0].Shape);
        Assert.Empty(trace.Parameters[1].Shape);
        Assert.Equal([0.5, -0.25, 1, 2], trace.Parameters[0].Initial);
        Assert.Equal([1], trace.Groups[1].Parameters);
        Assert.Equal(0.2, trace.Groups[1].Options["lr"]);
        Assert.Equal(true, trace.Groups[1].Options["amsgrad"]);
        Assert.Equal([0.1, 0.2], trace.Steps[0].LearningRates);
        Assert.Null(trace.Steps[0].Gradients[1]);
        Assert.Equal([1, double.NaN, double.PositiveInfinity, double.NegativeInfinity], trace.Steps[1].Gradients[0]!.Values);
        Assert.Equal([0.5], trace.Steps[1].Parameters[1]);
        Assert.Equal([2], trace.FinalState[0]["step"].Values);
        Assert.Equal([1, 2, 3, 4], trace.FinalState[0]["exp_avg_sq"].Values);
    }

    [Fact]
    public void Numbers_of_a_float32_recording_are_rounded_to_float32_and_options_are_not()
    {
        TraceRecording trace = (TraceRecording)Documents.Parse(Documents.Edit(Documents.Trace, "params/1/initial", "[0.1]"));

        Assert.Equal((double)0.1f, trace.Parameters[1].Initial[0]);
        Assert.Equal(0.1, trace.Groups[0].Options["lr"]);
    }

    [Fact]
    public void Fields_may_come_in_any_order_and_unknown_ones_are_passed_over()
    {
        const string Reordered = """
            { "steps": [{ "params": { "w": [1] }, "note": [{}], "grads": { "w": [1] }, "lr": [0.1] }], "final_state": { "w": {} },
              "extra": { "deep": [[1, { "a": null }], "text"] }, "groups": [{ "params": ["w"], "options": {} }], "dtype": "float64",
              "params": [{ "initial": [0], "shape": [1], "name": "w" }], "optimizer": "SGD", "format": "optimizer-trace/1" }
            """;

        TraceRecording trace = Assert.IsType<TraceRecording>(Documents.Parse(Reordered));

        Assert.Equal("", trace.Origin);
        Assert.Equal([1.0], trace.Steps[0].Parameters[0]);
    }

    [Fact]
    public void A_parameter_without_elements_and_one_that_never_had_a_gradient_are_allowed()
    {
        string json = Documents.Edit(Documents.Trace, "final_state/bias", "");
        json = Documents.Edit(json, "params/0", """{ "name": "weight", "shape": [4294967296, 0, 4294967296], "initial": [] }""");
        json = Documents.Edit(json, "steps/0/grads/weight", "[]");
        json = Documents.Edit(json, "steps/0/params/weight", "[]");
        json = Documents.Edit(json, "steps/1/grads/weight", "[]");
        json = Documents.Edit(json, "steps/1/params/weight", "[]");
        json = Documents.Edit(json, "final_state/weight", """{ "step": 2, "exp_avg": [], "exp_avg_sq": [] }""");

        TraceRecording trace = Assert.IsType<TraceRecording>(Documents.Parse(json));

        Assert.Empty(trace.Parameters[0].Initial);
        Assert.Empty(trace.FinalState[1]);
    }

    [Theory]
    [InlineData("format", "", "format: missing")]
    [InlineData("format", "7", "format: expected text, found a number")]
    [InlineData("format", "\"sgd-trace/1\"", "format: 'sgd-trace/1' is not known; known are optimizer-trace/1, optimizer-trace/2, four-model-experiment/1, mlp-digits/1, lr-schedules/1, plateau/1 and lbfgs-trace/1")]
    [InlineData("optimizer", "", "optimizer: missing")]
    [InlineData("optimizer", "null", "optimizer: expected text, found null")]
    [InlineData("dtype", "", "dtype: missing")]
    [InlineData("dtype", "\"bfloat16\"", "dtype: 'bfloat16' is not supported; supported are float32 and float64")]
    [InlineData("source", "3", "source: expected an object, found a number")]
    [InlineData("source/version", "[]", "source.version: expected text, found an array")]
    [InlineData("groups", "", "groups: missing")]
    [InlineData("groups", "{}", "groups: expected an array, found an object")]
    [InlineData("groups", "[]", "groups: must not be empty")]
    [InlineData("groups/0", "null", "groups[0]: expected an object, found null")]
    [InlineData("groups/0/options", "", "groups[0].options: missing")]
    [InlineData("groups/0/options/betas", "[0.9, true]", "groups[0].options.betas[1]: expected a number, \"NaN\", \"Infinity\" or \"-Infinity\", found true")]
    [InlineData("groups/0/options/betas", "{}", "groups[0].options.betas: expected a number, a list of numbers, true, false, text or null, found an object")]
    [InlineData("groups/0/params", "", "groups[0].params: missing")]
    [InlineData("groups/0/params", "[]", "groups[0].params: must not be empty")]
    [InlineData("groups/0/params", "[\"nobody\"]", "groups[0].params[0]: there is no parameter 'nobody' in params")]
    [InlineData("groups/0/params", "[\"weight\", \"weight\"]", "groups[0].params[1]: 'weight' is already in groups[0].params[0]")]
    [InlineData("groups/1/params", "[\"weight\"]", "groups[1].params[0]: 'weight' is already in groups[0].params[0]")]
    [InlineData("groups/1", "{ \"options\": {}, \"params\": [1] }", "groups[1].params[0]: expected text, found a number")]
    [InlineData("params", "", "params: missing")]
    [InlineData("params/1", "[]", "params[1]: expected an object, found an array")]
    [InlineData("params/1/name", "", "params[1].name: missing")]
    [InlineData("params/1/name", "\" \"", "params[1].name: must not be empty")]
    [InlineData("params/1/name", "\"weight\"", "params[1].name: 'weight' is already the name of params[0]")]
    [InlineData("params/1/name", "\"orphan\"", "groups[1].params[0]: there is no parameter 'bias' in params")]
    [InlineData("params/0/shape", "", "params[0].shape: missing")]
    [InlineData("params/0/shape", "4", "params[0].shape: expected an array, found a number")]
    [InlineData("params/0/shape", "[2, -2]", "params[0].shape[1]: expected a whole number of at least 0")]
    [InlineData("params/0/shape", "[2, 2.5]", "params[0].shape[1]: expected a whole number of at least 0")]
    [InlineData("params/0/shape", "[\"NaN\"]", "params[0].shape[0]: expected a whole number of at least 0")]
    [InlineData("params/0/shape", "[1e30]", "params[0].shape[0]: expected a whole number of at least 0")]
    [InlineData("params/0/shape", "[4294967296, 4294967296, 4294967296]", "params[0].shape: the shape has more elements than a file can give")]
    [InlineData("params/0/shape", "[9223372036854774784, 9223372036854774784]", "params[0].shape: the shape has more elements than a file can give")]
    [InlineData("params/0/shape", "[2, 3]", "params[0].initial: expected 6 numbers, found 4")]
    [InlineData("params/0/initial", "", "params[0].initial: missing")]
    [InlineData("params/0/initial", "[1, 2, 3]", "params[0].initial: expected 4 numbers, found 3")]
    [InlineData("params/0/initial", "[1, 2, [3], 4]", "params[0].initial[2]: expected a number, \"NaN\", \"Infinity\" or \"-Infinity\", found an array")]
    [InlineData("params/0/initial", "[1, 2, \"nan\", 4]", "params[0].initial[2]: expected a number, \"NaN\", \"Infinity\" or \"-Infinity\", found the text 'nan'")]
    [InlineData("params/0/initial", "[1, 2, 3, 1e39]", "params[0].initial[3]: the number is too large for float32; infinity is written \"Infinity\"")]
    [InlineData("steps", "", "steps: missing")]
    [InlineData("steps", "[]", "steps: must not be empty")]
    [InlineData("steps/1", "7", "steps[1]: expected an object, found a number")]
    [InlineData("steps/1/lr", "", "steps[1].lr: missing")]
    [InlineData("steps/1/lr", "[0.1]", "steps[1].lr: expected 2 numbers, one per group, found 1")]
    [InlineData("steps/1/lr", "[0.1, -0.1]", "steps[1].lr[1]: a learning rate must be finite and at least 0")]
    [InlineData("steps/1/lr", "[\"NaN\", 0.1]", "steps[1].lr[0]: a learning rate must be finite and at least 0")]
    [InlineData("steps/1/grads", "", "steps[1].grads: missing")]
    [InlineData("steps/1/grads/bias", "", "steps[1].grads.bias: missing (null where there is no gradient)")]
    [InlineData("steps/1/grads/stranger", "[1]", "steps[1].grads.stranger: there is no parameter 'stranger' in params")]
    [InlineData("steps/1/grads/weight", "[1, 2]", "steps[1].grads.weight: expected 4 numbers, found 2")]
    [InlineData("steps/1/grads/weight", "\"NaN\"", "steps[1].grads.weight: expected an array of numbers, found the text 'NaN'")]
    [InlineData("steps/1/params", "", "steps[1].params: missing")]
    [InlineData("steps/1/params/bias", "", "steps[1].params.bias: missing")]
    [InlineData("steps/1/params/bias", "null", "steps[1].params.bias: expected an array of numbers, found null")]
    [InlineData("steps/1/params/weight", "[1, 2, 3, 4, 5]", "steps[1].params.weight: expected 4 numbers, found 5")]
    [InlineData("steps/1/params/weight", "[1, 2, -1e300, 4]", "steps[1].params.weight[2]: the number is too large for float32; infinity is written \"Infinity\"")]
    [InlineData("final_state", "", "final_state: missing")]
    [InlineData("final_state", "[]", "final_state: expected an object, found an array")]
    [InlineData("final_state/stranger", "{}", "final_state.stranger: there is no parameter 'stranger' in params")]
    [InlineData("final_state/weight", "[1]", "final_state.weight: expected an object, found an array")]
    [InlineData("final_state/weight/exp_avg", "[1, 2]", "final_state.weight.exp_avg: expected 4 numbers, found 2")]
    [InlineData("final_state/weight/exp_avg", "\"x\"", "final_state.weight.exp_avg: expected a number, \"NaN\", \"Infinity\" or \"-Infinity\", found the text 'x'")]
    public void A_trace_that_is_not_sound_is_refused_with_file_place_and_reason(string path, string json, string complaint) =>
        Assert.Equal($"bad.json: {complaint}", Documents.Complaint(Documents.Edit(Documents.Trace, path, json)));
}
