using System.Numerics;
using Eden.Testing;
using Eden.Tests.Support;

namespace Eden.Tests.Accuracy;

/// <summary>Recordings of the real PyTorch, judged step by step by the rule of tests/golden/README.md.</summary>
[Trait(Suite.Trait, Suite.Kernels)]
public class RecordingTests
{
    private const double Units = 8;

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Repository.PathTo("tests", "golden"), "trace-*.json")
        .Select(path => Path.GetFileName(path))
        .Where(name => name.StartsWith("trace-adam-", StringComparison.Ordinal) || name.StartsWith("trace-adamw-", StringComparison.Ordinal) || name.StartsWith("trace-sgd-", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_recordings_of_every_optimizer_in_both_precisions() => Assert.Equal(40, Files.Count);

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_recorded_step_is_reproduced(string file)
    {
        Trace trace = Trace.Load(Repository.PathTo("tests", "golden", file));
        double worst = trace.IsFloat32 ? WorstDifference<float>(trace) : WorstDifference<double>(trace);
        TestContext.Current.TestOutputHelper?.WriteLine($"{file}: {worst:f2}");
        Assert.True(worst <= Units, $"{worst} units of {Units}");
    }

    private static double WorstDifference<T>(Trace trace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Replay<T> replay = new(trace);
        double worst = 0;
        Dictionary<string, double[]> before = trace.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Initial);
        double[] largestChange = new double[trace.Groups.Count];
        foreach (TraceStep step in trace.Steps)
        {
            foreach ((string name, double[] after) in step.Parameters)
            {
                replay.SetValues(name, before[name]);
                ref double change = ref largestChange[trace.GroupOf(name)];
                change = Math.Max(change, before[name].Zip(after, (x, y) => Math.Abs(x - y)).Max());
            }

            replay.Step();
            foreach ((string name, double[] after) in step.Parameters)
            {
                double[] actual = replay.Values(name);
                for (int i = 0; i < after.Length; i++)
                {
                    double unit = trace.Ulp * (Math.Abs(before[name][i]) + largestChange[trace.GroupOf(name)]);
                    double difference = Math.Abs(actual[i] - after[i]);
                    worst = Math.Max(worst, difference == 0 ? 0 : difference / unit);
                    Assert.False(double.IsNaN(worst));
                }
            }

            before = new(step.Parameters);
        }

        return worst;
    }
}
