using Eden.Testing;
using Eden.Tests.Support;

namespace Eden.Tests.Accuracy;

/// <summary>
/// How far float32 runs end up from the exact answer, which is Eden.Reference in double from the same float32 start and
/// gradients: Eden's run and the recorded one of PyTorch, over every step of every Adam and AdamW recording.
/// docs/numerics.md shows the table that <see cref="Table"/> writes.
/// </summary>
public class Float32RecordingTests
{
    private static readonly ErrorTable Errors = Measure();

    [Fact]
    public void All_adam_and_adamw_recordings_are_measured() => Assert.Equal(17, Errors.Rows.Count);

    [Fact]
    public void The_root_mean_square_error_is_at_most_a_quarter_of_that_of_pytorch()
    {
        TestContext.Current.TestOutputHelper!.WriteLine(Table());
        Assert.True(Errors.RootMeanSquare(row => row.Eden) <= 0.25 * Errors.RootMeanSquare(row => row.PyTorch), Table());
    }

    [Fact]
    public void In_no_recording_is_the_largest_error_above_that_of_pytorch_by_more_than_a_tenth() =>
        Assert.All(Errors.Rows, row => Assert.True(row.Eden.Largest <= 1.1 * row.PyTorch.Largest, Table()));

    [Fact]
    public void The_documentation_shows_this_table()
    {
        Assert.All(Errors.Rows, row => DocumentedRow.AssertShown("numerics.md", row.ToString()));
        string text = string.Join(' ', File.ReadAllLines(Repository.PathTo("docs", "numerics.md")));
        Assert.Contains(FormattableString.Invariant($"is {Errors.RootMeanSquare(row => row.Eden):0.0e-0} for Eden and {Errors.RootMeanSquare(row => row.PyTorch):0.0e-0} for PyTorch"), text, StringComparison.Ordinal);
    }

    private static string Table() => $"\n| recording | Eden rms | PyTorch rms | Eden largest | PyTorch largest |\n| --- | --- | --- | --- | --- |\n{string.Join('\n', Errors.Rows)}\nall: Eden {Errors.RootMeanSquare(row => row.Eden):0.0e+0}, PyTorch {Errors.RootMeanSquare(row => row.PyTorch):0.0e+0}";

    private static ErrorTable Measure() => new([.. Trace.LoadAll("golden", "trace-adam*-f32.json")
        .Where(trace => trace.Optimizer is "Adam" or "AdamW")
        .Select(Measure)]);

    private static ErrorRow Measure(Trace trace)
    {
        ErrorSum eden = new();
        ErrorSum pytorch = new();
        TraceOracle exact = new(trace);
        using Replay<float> replay = new(trace);
        foreach (TraceStep step in trace.Steps)
        {
            exact.Step();
            replay.Step();
            foreach ((string name, double[] recorded) in step.Parameters)
            {
                eden.Add(exact.Values[name], replay.Values(name));
                pytorch.Add(exact.Values[name], recorded);
            }
        }

        return new(trace.Name, eden, pytorch);
    }

    private sealed record ErrorTable(IReadOnlyList<ErrorRow> Rows)
    {
        public double RootMeanSquare(Func<ErrorRow, ErrorSum> side) => Math.Sqrt(Rows.Sum(row => side(row).Squares) / Rows.Sum(row => side(row).Count));
    }

    private sealed record ErrorRow(string Name, ErrorSum Eden, ErrorSum PyTorch)
    {
        public override string ToString() => $"| {Name} | {Eden.RootMeanSquare:0.0e+0} | {PyTorch.RootMeanSquare:0.0e+0} | {Eden.Largest:0.0e+0} | {PyTorch.Largest:0.0e+0} |";
    }

    private sealed class ErrorSum
    {
        public double Squares { get; private set; }

        public long Count { get; private set; }

        public double Largest { get; private set; }

        public double RootMeanSquare => Math.Sqrt(Squares / Count);

        public void Add(double[] exact, double[] actual)
        {
            foreach ((double x, double y) in exact.Zip(actual))
            {
                Squares += (x - y) * (x - y);
                Count++;
                Largest = Math.Max(Largest, Math.Abs(x - y));
            }
        }
    }
}
