using System.Numerics;
using Eden.Kernels;
using Eden.Tests.Support;

namespace Eden.Tests.Kernels;

/// <summary>One answer, to the last bit, whatever the width and the way in.</summary>
[Trait(Suite.Trait, Suite.Kernels)]
public class SameBitsTests
{
    private static readonly OptimizerOptions[] OneOfEachKind =
    [
        new AdamOptions { L2Penalty = 0.1, AmsGrad = true },
        new AdamWOptions { WeightDecay = 0.1 },
        new SgdOptions { Momentum = 0.9, Nesterov = true, WeightDecay = 0.1, LearningRate = 0.1 },
    ];

    [Fact]
    public void Every_width_and_every_entry_gives_the_same_bits_with_any_options() => Problems.Check(100, problem =>
    {
        CheckAllWays<float>(problem);
        CheckAllWays<double>(problem);
    });

    [Fact]
    public void Every_length_up_to_257_gives_the_same_bits_in_every_width()
    {
        for (int length = 0; length <= 257; length++)
        {
            foreach (OptimizerOptions options in OneOfEachKind)
            {
                CheckAllWays<float>(new(options, length, Steps: 1, Seed: (ulong)length));
                CheckAllWays<double>(new(options, length, Steps: 1, Seed: (ulong)length));
            }
        }
    }

    [Fact]
    public void Infinite_and_nan_gradients_spread_alike_in_every_width()
    {
        foreach (OptimizerOptions options in OneOfEachKind)
        {
            float[] expected = StepOnSpecials(options, LaneWidth.Scalar);
            foreach (LaneWidth width in Lanes.Widths)
            {
                Bits.AssertEqual<float>(expected, StepOnSpecials(options, width), options, $"{width}");
            }
        }
    }

    private static void CheckAllWays<T>(Problem problem)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ProblemData<T> data = problem.Generate<T>();
        Outcome<T> expected = Runs.WithOptimizer(problem, data, LaneWidth.Scalar);
        Bits.AssertEqual(expected, Runs.WithPublicSpans(problem, data), problem, "public spans");
        foreach (LaneWidth width in Lanes.Widths)
        {
            Bits.AssertEqual(expected, Runs.WithOptimizer(problem, data, width), problem, $"optimizer, {width}");
            Bits.AssertEqual(expected, Runs.WithSpans(problem, data, width), problem, $"spans, {width}");
            Bits.AssertEqual(expected, Runs.WithSpans(problem, data, width, problem.Length / 2), problem, $"halves, {width}");
            Bits.AssertEqual(expected, Runs.WithSpans(problem, data, width, problem.Length / 3, problem.Length / 3), problem, $"uneven parts, {width}");
        }
    }

    private static float[] StepOnSpecials(OptimizerOptions options, LaneWidth width)
    {
        float[] specials = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon, -0f, 0f, 1e-40f, 1e30f];
        float[] gradient = [.. Enumerable.Range(0, 67).Select(i => specials[i % specials.Length])];
        float[] value = [.. Enumerable.Range(0, 67).Select(i => specials[i / specials.Length])];
        float[][] state = [.. Enumerable.Range(0, 4).Select(i => i < options.StateCount ? new float[67] : [])];
        Fused.Run(value, gradient, state[0], state[1], state[2], 1, options, 1, width, state[3]);
        Fused.Run(value, gradient, state[0], state[1], state[2], 2, options, 1, width, state[3]);
        return [.. value, .. state[0], .. state[1], .. state[2], .. state[3]];
    }
}
