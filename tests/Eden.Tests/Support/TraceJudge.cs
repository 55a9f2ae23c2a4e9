using System.Numerics;
using Eden.Testing;

namespace Eden.Tests.Support;

/// <summary>The rule of tests/golden/README.md: from the recorded values of the step before and Eden's own moments, one step
/// leads to the recorded values. NaN must meet NaN and an infinity the same infinity.</summary>
internal static class TraceJudge
{
    /// <summary>How many units ε(|p| + D) may lie between Eden and the recording.</summary>
    public const double AllowedUnits = 8;

    /// <summary>The largest difference in units, and where it is.</summary>
    public static (double Units, string Place) WorstDifference(Trace trace) =>
        trace.IsFloat32 ? WorstDifference<float>(trace) : WorstDifference<double>(trace);

    private static (double Units, string Place) WorstDifference<T>(Trace trace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Replay<T> replay = new(trace);
        (double Units, string Place) worst = (0, "nowhere");
        IReadOnlyDictionary<string, double[]> before = trace.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Initial);
        double[] largestChange = new double[trace.Groups.Count];
        for (int t = 0; t < trace.Steps.Count; t++)
        {
            IReadOnlyDictionary<string, double[]> after = trace.Steps[t].Parameters;
            foreach ((string name, double[] values) in after)
            {
                replay.SetValues(name, before[name]);
                IEnumerable<double> changes = before[name].Zip(values, (x, y) => Math.Abs(x - y)).Where(double.IsFinite);
                largestChange[trace.GroupOf(name)] = changes.Append(largestChange[trace.GroupOf(name)]).Max();
            }

            replay.Step();
            foreach ((string name, double[] values) in after)
            {
                double[] actual = replay.Values(name);
                for (int i = 0; i < values.Length; i++)
                {
                    double units = Difference(values[i], actual[i], trace.Ulp * (Math.Abs(before[name][i]) + largestChange[trace.GroupOf(name)]));
                    if (!(units <= worst.Units))
                    {
                        worst = (units, $"step {t + 1}, {name}[{i}]: {actual[i]:R} instead of {values[i]:R}");
                    }
                }
            }

            before = after;
        }

        return worst;
    }

    private static double Difference(double expected, double actual, double unit) => expected.Equals(actual)
        ? 0
        : double.IsFinite(expected) && double.IsFinite(actual) ? Math.Abs(expected - actual) / unit : double.PositiveInfinity;
}
