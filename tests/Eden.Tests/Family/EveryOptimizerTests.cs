using System.Numerics;
using Eden.Kernels;
using Eden.Tests.Support;

namespace Eden.Tests.Family;

/// <summary>What holds for every optimizer: a new one is a row of <see cref="OptimizerRows"/>.</summary>
[Trait(Suite.Trait, Suite.Kernels)]
[Collection(AllocationsRunAlone.Name)]
public class EveryOptimizerTests
{
    // Lengths with and without a tail in every width, and more steps than RAdam takes to become adaptive.
    private static readonly int[] Lengths = [0, 1, 67, 1025];

    private const int Steps = 9;

    public static TheoryData<string> Names => [.. OptimizerRows.All.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_are_those_of_the_paper_in_every_width_and_both_types(string name)
    {
        foreach (Problem problem in ProblemsOf(name))
        {
            OracleCheck.Run<float>(problem);
            OracleCheck.Run<double>(problem);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_width_number_of_threads_and_entry_gives_the_same_bits(string name)
    {
        foreach (Problem problem in ProblemsOf(name))
        {
            CheckBits<float>(problem);
            CheckBits<double>(problem);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_allocate_nothing(string name)
    {
        foreach (Problem problem in ProblemsOf(name))
        {
            Parameter<float>[] parameters = [new("a", problem.Shape) { HasGradient = true }, new("b", Shapes.Of(problem.Options, 5)) { HasGradient = true }];
            using Optimizer<float> optimizer = Runs.Create(parameters, problem.Options);
            optimizer.Step();
            Assert.Equal(0, Allocations.InEveryRound(() =>
            {
                for (int t = 0; t < 20; t++)
                {
                    parameters[1].HasGradient = t % 3 == 0;
                    optimizer.Step();
                }
            }));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_state_and_step_count_are_all_that_a_run_needs_to_go_on(string name)
    {
        foreach (Problem problem in ProblemsOf(name))
        {
            ProblemData<double> data = problem.Generate<double>();
            Outcome<double> whole = Runs.WithSpans(problem, data, LaneWidth.Scalar);
            Outcome<double> start = Runs.WithSpans(problem with { Steps = 4 }, data, LaneWidth.Scalar);
            double[] value = [.. start.Values[^1]];
            double[][] state = [.. start.States.Select(array => array.ToArray())];

            // On a thread of its own: nothing that a thread remembers may matter.
            Thread thread = new(() =>
            {
                for (int t = 4; t < problem.Steps; t++)
                {
                    Fused.Run(value, data.Gradients[t], state.ElementAtOrDefault(0), state.ElementAtOrDefault(1), state.ElementAtOrDefault(2), t + 1, problem.Options, data.Multipliers[t], state3: state.ElementAtOrDefault(3), shape: problem.Shape);
                }
            });
            thread.Start();
            thread.Join();
            Bits.AssertEqual(whole.Values[^1], value, problem, "resumed");
        }
    }

    private static IEnumerable<Problem> ProblemsOf(string name) =>
        from options in OptimizerRows.All.Single(row => row.Name == name).Options
        from length in Lengths
        select new Problem(options, length, Steps, Seed: (ulong)length);

    private static void CheckBits<T>(Problem problem)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ProblemData<T> data = problem.Generate<T>();
        Outcome<T> expected = Runs.WithSpans(problem, data, LaneWidth.Scalar);
        foreach (LaneWidth width in Lanes.Widths)
        {
            // A mask looks at all elements that it is given.
            int[] cuts = problem.Options.IsPhased ? [] : [problem.Length / 3];
            Bits.AssertEqual(expected, Runs.WithSpans(problem, data, width, cuts), problem, $"parts, {width}");
            foreach (int threads in (int[])[1, 2, 3])
            {
                EngineOptions engine = new() { DegreeOfParallelism = threads, SingleThreadBelow = 0 };
                Bits.AssertEqual(expected, Runs.WithOptimizer(problem, data, width, engine), problem, $"{threads} threads, {width}");
            }
        }
    }
}
