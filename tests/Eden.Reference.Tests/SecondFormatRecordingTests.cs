using Eden.Testing;

namespace Eden.Reference.Tests;

/// <summary>The recordings of tests/golden-trace2, judged step by step by the rule of its README.md.</summary>
public class SecondFormatRecordingTests
{
    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Repository.PathTo("tests", "golden-trace2"), "trace2-*.json")
        .Select(path => Path.GetFileName(path))
        .Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_recording_is_there_in_both_precisions()
    {
        // Products in bfloat16 are recorded in float32 alone.
        string[] files = [.. Files.Select(row => row.Data).Where(file => !file.Contains("bf16", StringComparison.Ordinal))];
        Assert.True(files.Length >= 16);
        Assert.All(files, file => Assert.Contains(file.Contains("-f32.", StringComparison.Ordinal) ? file.Replace("-f32.", "-f64.", StringComparison.Ordinal) : file.Replace("-f64.", "-f32.", StringComparison.Ordinal), files));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_recorded_step_is_reproduced(string file)
    {
        Trace trace = Load(file);
        (double units, string place) = WorstDifference(trace);
        TestContext.Current.TestOutputHelper?.WriteLine($"{file}: {units:0.00} units at {place}");
        Assert.True(units <= AllowedUnits(trace, file), $"{units} units at {place}");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_final_state_is_reproduced(string file)
    {
        Trace trace = Load(file);
        TraceOracle oracle = new(trace);
        foreach (TraceStep step in trace.Steps)
        {
            oracle.Step();
            foreach ((string name, double[] values) in step.Parameters)
            {
                oracle.Values[name] = [.. values];
            }
        }

        double tolerance = trace.IsFloat32 ? 1e-5 : 1e-12;
        foreach ((string name, IReadOnlyDictionary<string, double[]> expected) in trace.FinalState)
        {
            Dictionary<string, double[]> state = oracle.State(name);
            Assert.Equal(expected.Keys.Order(), state.Keys.Order());
            foreach ((string field, double[] values) in expected)
            {
                double allowed = field == "step" ? 0 : tolerance * values.Max(Math.Abs);
                Assert.Equal(values.Length, state[field].Length);
                Assert.All(values.Zip(state[field]), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= allowed, $"{name}.{field}: {pair}"));
            }
        }
    }

    /// <summary>Right products in bfloat16 differ by 0.4 of a step.</summary>
    private static double AllowedUnits(Trace trace, string file) => file.Contains("bf16", StringComparison.Ordinal)
        ? 0.4 / trace.Ulp
        : 8 * OptimizerRegistry.FindRecorded(trace.Optimizer)!.Rounding;

    private static Trace Load(string file) => Trace.Load(Repository.PathTo("tests", "golden-trace2", file));

    /// <summary>The largest difference in units ε(|p| + D), and where it is.</summary>
    private static (double Units, string Place) WorstDifference(Trace trace)
    {
        TraceOracle oracle = new(trace);
        (double Units, string Place) worst = (0, "nowhere");
        IReadOnlyDictionary<string, double[]> before = trace.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Initial);
        double[] largestChange = new double[trace.Groups.Count];
        for (int t = 0; t < trace.Steps.Count; t++)
        {
            IReadOnlyDictionary<string, double[]> after = trace.Steps[t].Parameters;
            foreach ((string name, double[] values) in after)
            {
                int group = trace.GroupOf(name);
                oracle.Values[name] = [.. before[name]];
                largestChange[group] = Math.Max(largestChange[group], before[name].Zip(values, (x, y) => Math.Abs(x - y)).Max());
            }

            oracle.Step();
            foreach ((string name, double[] values) in after)
            {
                for (int i = 0; i < values.Length; i++)
                {
                    double unit = trace.Ulp * (Math.Abs(before[name][i]) + largestChange[trace.GroupOf(name)]);
                    double difference = Math.Abs(oracle.Values[name][i] - values[i]);
                    double units = difference == 0 ? 0 : difference / unit;
                    if (!(units <= worst.Units))
                    {
                        worst = (units, $"step {t + 1}, {name}[{i}]: {oracle.Values[name][i]:R} instead of {values[i]:R}");
                    }
                }
            }

            before = after;
        }

        return worst;
    }
}
