using Eden.Lab.Recordings;
using Eden.Lab.Verification;

namespace Eden.Lab.Tests.Recordings;

public class Trace2ReaderTests
{
    [Fact]
    public void Sparse_gradients_are_read_with_their_rows()
    {
        TraceRecording trace = Assert.IsType<TraceRecording>(Documents.Parse(Documents.Trace2));

        Assert.Equal(("optimizer-trace/2", "timm aa4b5850"), (trace.Format, trace.Origin));
        Assert.Equal([2, 0, 2], trace.Steps[0].Gradients[0]!.Rows!);
        Assert.Equal([1, 2, 3, 4, 5, 6], trace.Steps[0].Gradients[0]!.Values);
        Assert.Null(trace.Steps[0].Gradients[1]!.Rows);
    }

    [Fact]
    public void Options_may_be_null_text_and_lists_with_null()
    {
        IReadOnlyDictionary<string, object?> options = ((TraceRecording)Documents.Parse(Documents.Trace2)).Groups[0].Options;

        Assert.Equal(new double?[] { null, 0.001 }, options["eps"]);
        Assert.Null(options["clip_exp"]);
        Assert.Equal("bfloat16", options["ns_dtype"]);
    }

    [Fact]
    public void State_has_shapes_of_its_own_and_lists_are_named_by_index()
    {
        IReadOnlyDictionary<string, RecordedState> state = ((TraceRecording)Documents.Parse(Documents.Trace2)).FinalState[0];

        Assert.Equal(["GG[0]", "GG[1]", "exp_avg", "mu", "row_var", "step"], state.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([3L, 1], state["row_var"].Shape);
        Assert.Equal([1, 2, 3], state["row_var"].Values);
        Assert.Equal([2, double.NaN], state["GG[1]"].Values);
        Assert.Empty(state["mu"].Shape);
    }

    [Theory]
    [InlineData("steps/0/grads/table", "{}", "steps[0].grads.table.rows: missing")]
    [InlineData("steps/0/grads/table/values", "", "steps[0].grads.table.values: missing")]
    [InlineData("steps/0/grads/table/values", "[1, 2]", "steps[0].grads.table.values: expected 6 numbers, found 2")]
    [InlineData("steps/0/grads/table/rows/1", "3", "steps[0].grads.table.rows[1]: expected a whole number from 0 to 2, a row of 'table'")]
    [InlineData("steps/0/grads/table/rows/1", "0.5", "steps[0].grads.table.rows[1]: expected a whole number from 0 to 2, a row of 'table'")]
    [InlineData("steps/0/grads/scalar", "{ \"rows\": [0], \"values\": [1] }", "steps[0].grads.scalar: a number has no rows")]
    [InlineData("final_state/table/row_var/shape", "[4]", "final_state.table.row_var.values: expected 4 numbers, found 3")]
    [InlineData("final_state/table/row_var/shape", "[-1]", "final_state.table.row_var.shape[0]: expected a whole number of at least 0")]
    [InlineData("final_state/table/GG/1", "{}", "final_state.table.GG[1].shape: missing")]
    [InlineData("final_state/table/GG[1]", "3", "final_state.table.GG[1]: given twice")]
    [InlineData("groups/0/options/eps", "[\"x\", 1]", "groups[0].options.eps[0]: expected a number, \"NaN\", \"Infinity\" or \"-Infinity\", found the text 'x'")]
    [InlineData("groups/0/options/eps", "{}", "groups[0].options.eps: expected a number, a list of numbers, true, false, text or null, found an object")]
    public void A_trace_that_is_not_sound_is_refused_with_file_place_and_reason(string path, string json, string complaint) =>
        Assert.Equal($"bad.json: {complaint}", Documents.Complaint(Documents.Edit(Documents.Trace2, path, json)));

    [Fact]
    public void An_optimizer_that_Eden_lacks_is_refused_by_name()
    {
        VerificationResult result = RecordingVerifier.Verify(Documents.Parse(Documents.Edit(Documents.Trace2, "optimizer", "\"Sophia\"")), cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((Verdict.Unsupported, "Eden has no Sophia", 1), (result.Verdict, result.Reason, result.Steps));
    }

    [Fact]
    public void Sparse_gradients_are_refused_where_an_optimizer_takes_none() =>
        Assert.Equal(
            "bad.json: steps[0].grads.table: Eden's Adam takes no sparse gradients",
            Assert.Throws<InputException>(() => RecordingVerifier.Verify(Documents.Parse(Documents.Edit(Documents.Trace2, "optimizer", "\"Adam\"")), cancellation: TestContext.Current.CancellationToken)).Message);
}
