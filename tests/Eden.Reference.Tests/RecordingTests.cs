using Eden.Testing;

namespace Eden.Reference.Tests;

/// <summary>Float64 recordings of real PyTorch runs, run freely from their start.</summary>
public class RecordingTests
{
    private const double Tolerance = 1e-12;

    private static readonly string[] Patterns = ["trace-adam-*-f64.json", "trace-adamw-*-f64.json", "trace-sgd-*-f64.json"];

    public static TheoryData<string> Files => [.. Patterns
        .SelectMany(pattern => Directory.EnumerateFiles(Repository.PathTo("tests", "golden"), pattern))
        .Select(path => Path.GetFileName(path))
        .Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_recordings_of_every_algorithm() => Assert.Equal(20, Files.Count);

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_recorded_step_is_reproduced(string file)
    {
        Trace trace = Trace.Load(Repository.PathTo("tests", "golden", file));
        TraceOracle oracle = new(trace);
        foreach (TraceStep step in trace.Steps)
        {
            oracle.Step();
            foreach ((string name, double[] expected) in step.Parameters)
            {
                AssertClose(expected, oracle.Values[name], Tolerance * Math.Max(1, expected.Max(Math.Abs)));
            }
        }

        foreach ((string name, IReadOnlyDictionary<string, double[]> expected) in trace.FinalState)
        {
            Dictionary<string, double[]> state = oracle.State(name);
            Assert.Equal(expected.Keys.Order(), state.Keys.Order());
            foreach ((string field, double[] values) in expected)
            {
                AssertClose(values, state[field], Tolerance * values.Max(Math.Abs));
            }
        }
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"[{i}]: expected {expected[i]:R}, got {actual[i]:R}");
        }
    }
}
