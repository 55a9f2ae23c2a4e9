using System.Numerics;
using Eden.Kernels;
using Eden.Lab.Verification;

namespace Eden.Tests.Support;

/// <summary>An optimizer against the paper's algorithm in every width, by the rule of tests/golden/README.md: equal values before
/// a step, moments of one's own, |Δ| ≤ 8ε(|p| + D).</summary>
internal static class OracleCheck
{
    public static void Run<T>(Problem problem)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isSingle = typeof(T) == typeof(float);
        double ulp = Math.ScaleB(1, isSingle ? -23 : -52);
        double stateTolerance = isSingle ? 1e-5 : 1e-12;
        ProblemData<T> data = problem.Generate<T>();
        foreach (LaneWidth width in Lanes.Widths)
        {
            Outcome<T> outcome = Runs.WithOptimizer(problem, data, width);
            Oracle oracle = Oracle.Of(problem.Options, [.. problem.Shape.Select(dimension => (int)dimension)]);
            T[] before = data.Initial;
            double largestChange = 0;
            for (int t = 0; t < problem.Steps; t++)
            {
                double[] old = ToDouble(before);
                double[] expected = [.. old];
                oracle.Step(expected, ToDouble(data.Gradients[t]), data.Multipliers[t]);
                largestChange = expected.Zip(old, (x, y) => Math.Abs(x - y)).Append(largestChange).Max();
                for (int i = 0; i < problem.Length; i++)
                {
                    double actual = double.CreateTruncating(outcome.Values[t][i]);
                    double allowed = 8 * OptimizerRegistry.Of(problem.Options)!.Rounding * ulp * (Math.Abs(old[i]) + largestChange);
                    if (!(Math.Abs(actual - expected[i]) <= allowed))
                    {
                        Assert.Fail($"{problem.Options}, {width}, step {t + 1}, index {i}: {actual:R} instead of {expected[i]:R}, allowed {allowed:g3}");
                    }
                }

                before = outcome.Values[t];
            }

            if (problem.Length > 0)
            {
                CheckStates(oracle.States, outcome.States, stateTolerance);
            }
        }
    }

    private static void CheckStates<T>(double[][] expected, IReadOnlyList<T[]> actual, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Count);
        for (int s = 0; s < expected.Length; s++)
        {
            double allowed = tolerance * expected[s].Select(Math.Abs).DefaultIfEmpty().Max();
            foreach ((double want, double got) in expected[s].Zip(ToDouble(actual[s])))
            {
                if (!(Math.Abs(want - got) <= allowed))
                {
                    Assert.Fail($"state {s}: {got:R} instead of {want:R}");
                }
            }
        }
    }

    private static double[] ToDouble<T>(T[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. values.Select(double.CreateTruncating)];
}
