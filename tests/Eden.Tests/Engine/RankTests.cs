using System.Numerics;
using Eden.Kernels;
using Eden.Tests.Support;

namespace Eden.Tests.Engine;

/// <summary>Several ranks, each with its range of the model and the gradients of that range alone, leave the bits of one process.</summary>
public sealed class RankTests
{
    private const int Steps = 4;

    private static readonly (int, int)[] Bad = [(3, 39_999), (8, 20), (10, 16)];

    public static TheoryData<string> Algorithms => ["AdamW", "cautious AdamW", "Lion", "LAMB", "Adafactor", "mixed"];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Any_number_of_ranks_gives_the_bits_of_one_process_in_float(string algorithm) => AssertSame<float>(p => Groups(algorithm, p), new() { MaxNorm = 0.5 });

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Any_number_of_ranks_gives_the_bits_of_one_process_in_double(string algorithm) =>
        AssertSame<double>(p => Groups(algorithm, p), new() { MaxNorm = 0.5, NonFinite = NonFiniteGradients.SkipStep, ClearAfterStep = true });

    [Fact]
    public void Every_variant_of_every_optimizer_gives_the_bits_of_one_process_on_three_ranks()
    {
        foreach ((string _, OptimizerOptions options) in BitVariants.All)
        {
            AssertSame<float>(p => [new(p, options)], new() { ClearAfterStep = true }, [3], [1]);
        }
    }

    [Fact]
    public void State_in_a_format_gives_the_bits_of_one_process()
    {
        SegmentStorage<float> storage = new() { States = [new BFloat16Format(), new BFloat16Format()] };
        AssertSame<float>(p => [new(p, new AdamWOptions { LearningRate = 0.01, Cautious = true }) { Storage = storage }], new(), [3], [4]);
    }

    [Fact]
    public void The_norm_of_doubles_whose_squares_overflow_is_the_same()
    {
        using RankRun<double> single = new(p => Groups("AdamW", p), null, 1e200);
        single.Optimizer.GradientOptions = new() { MaxNorm = 1 };
        single.Step(0);
        StepResult[] results = Team.Run(3, communicator =>
        {
            using RankRun<double> run = new(p => Groups("AdamW", p), communicator, 1e200);
            run.Optimizer.GradientOptions = new() { MaxNorm = 1 };
            run.Step(0);
            return run.Results[0];
        });

        Assert.InRange(single.Results[0].GradientNorm!.Value, 1e201, 1e204);
        Assert.All(results, result => Assert.Equal(single.Results[0], result));
    }

    [Fact]
    public void Every_rank_names_the_first_bad_gradient_of_the_model()
    {
        string[] messages = Team.Run(5, communicator =>
        {
            using RankRun<float> run = new(p => Groups("AdamW", p), communicator);
            run.Optimizer.GradientOptions = new() { NonFinite = NonFiniteGradients.Throw };
            (int, int)[] own = [.. OwnBad(run)];
            return Assert.Throws<NotFiniteNumberException>(() => run.Step(0, own)).Message;
        });

        Assert.All(messages, message => Assert.Equal("The gradient of 'p3' is infinite or NaN at index 39999.", message));
    }

    [Fact]
    public void A_skipped_step_is_skipped_by_all_and_clears_the_gradients_of_the_range_alone()
    {
        GradientOptions options = new() { NonFinite = NonFiniteGradients.SkipStep, ClearAfterStep = true };
        StepResult[] results = Team.Run(3, communicator =>
        {
            using RankRun<float> run = new(p => Groups("Adafactor", p), communicator);
            run.Optimizer.GradientOptions = options;
            run.Step(0, communicator.Rank == 2 ? [(8, 69_999)] : []);
            for (int i = 0; i < run.Optimizer.Parameters.Count; i++)
            {
                Assert.Equal(0, run.Optimizer.GetStepCount(run.Optimizer.Parameters[i]));
                AssertUntouched(run, i, 0..0);
            }

            AssertGradients(run);
            return run.Results[0];
        });

        Assert.All(results, result => Assert.True(result.IsSkipped));
    }

    [Fact]
    public void Ranges_cover_the_model_and_are_cut_inside_large_parameters()
    {
        using RankRun<float> run = new(p => Groups("Adafactor", p), null);
        Share[] ranges = run.Optimizer.RangesFor(2);
        Assert.Equal([new(default, new(5, 32_768)), new(new(5, 32_768), new(11, 0))], ranges);
    }

    private static void AssertSame<T>(Func<Parameter<T>[], ParameterGroup<T>[]> groups, GradientOptions options, int[]? sizes = null, int[]? threadCounts = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using RankRun<T> single = Trained(groups, options, null, threads: 1);
        foreach (int size in sizes ?? [1, 2, 3, 5])
        {
            foreach (int threads in threadCounts ?? [1, 4])
            {
                RankRun<T>[] ranks = Team.Run(size, communicator => Trained(groups, options, communicator, threads));
                foreach (RankRun<T> rank in ranks)
                {
                    Assert.Equal(single.Results, rank.Results);
                    AssertRange(single, rank, $"{size} ranks, {threads} threads");
                    rank.Dispose();
                }
            }
        }
    }

    private static RankRun<T> Trained<T>(Func<Parameter<T>[], ParameterGroup<T>[]> groups, GradientOptions options, ICommunicator? communicator, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RankRun<T> run = new(groups, communicator);
        run.Optimizer.Engine = new() { DegreeOfParallelism = threads, SingleThreadBelow = 0 };
        run.Optimizer.GradientOptions = options;
        for (int t = 0; t < Steps; t++)
        {
            run.Step(t, t == 2 && options.NonFinite == NonFiniteGradients.SkipStep ? [.. OwnBad(run)] : []);
        }

        if (options.ClearAfterStep)
        {
            AssertGradients(run);
        }

        return run;
    }

    /// <summary>Values and state of the range as one process has them, the rest as it was.</summary>
    private static void AssertRange<T>(RankRun<T> single, RankRun<T> rank, string way)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < single.Optimizer.Parameters.Count; i++)
        {
            (Parameter<T> expected, Parameter<T> actual) = (single.Optimizer.Parameters[i], rank.Optimizer.Parameters[i]);
            Range own = rank.RangeIn(i);
            Bits.AssertEqual<T>(expected.Value[own], actual.Value[own], actual.Name, way);
            Assert.Equal(single.Optimizer.GetStepCount(expected), rank.Optimizer.GetStepCount(actual));
            AssertUntouched(rank, i, own);
            IReadOnlyDictionary<string, T[]> states = rank.Optimizer.GetState(actual);
            foreach ((string name, T[] state) in single.Optimizer.GetState(expected))
            {
                // Every rank has the means of rows and columns whole.
                Range part = name is "row_var" or "col_var" ? Range.All : own;
                Bits.AssertEqual<T>(state.AsSpan()[part], states[name].AsSpan()[part], $"{actual.Name}, {name}", way);
            }
        }
    }

    private static void AssertUntouched<T>(RankRun<T> run, int index, Range own)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Parameter<T> parameter = run.Optimizer.Parameters[index];
        (int offset, int length) = own.GetOffsetAndLength((int)parameter.Length);
        (T[] State, T Initial)[] states =
        [
            .. run.Optimizer.DescribeState(parameter).Where(array => array.Name is not ("row_var" or "col_var"))
                .Select(array => (run.Optimizer.GetState(parameter)[array.Name], T.CreateTruncating(array.InitialValue))),
        ];
        int number = int.Parse(parameter.Name[1..], System.Globalization.CultureInfo.InvariantCulture);
        ReadOnlySpan<T> value = parameter.Value;
        for (int k = 0; k < value.Length; k++)
        {
            if (k >= offset && k < offset + length)
            {
                continue;
            }

            bool isSame = value[k] == RankRun<T>.Initial(number, k);
            foreach ((T[] state, T initial) in states)
            {
                isSame &= state[k] == initial;
            }

            if (!isSame)
            {
                Assert.Fail($"{parameter.Name} was changed at {k}, outside {own}.");
            }
        }
    }

    /// <summary>Cleared in the range, and as they were outside.</summary>
    private static void AssertGradients<T>(RankRun<T> run)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < run.Optimizer.Parameters.Count; i++)
        {
            Span<T> gradient = run.Optimizer.Parameters[i].Gradient;
            (int offset, int length) = run.RangeIn(i).GetOffsetAndLength(gradient.Length);
            Assert.True(gradient.Slice(offset, length).IndexOfAnyExcept(T.Zero) < 0);
            Assert.DoesNotContain(gradient[..offset].ToArray(), number => !T.IsNaN(number));
            Assert.DoesNotContain(gradient[(offset + length)..].ToArray(), number => !T.IsNaN(number));
        }
    }

    /// <summary>The bad gradients of the range.</summary>
    private static IEnumerable<(int Parameter, int Index)> OwnBad<T>(RankRun<T> run)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((int name, int index) in Bad)
        {
            int parameter = run.Optimizer.Parameters.ToList().FindIndex(p => p.Name == $"p{name}");
            (int offset, int length) = run.RangeIn(parameter).GetOffsetAndLength((int)run.Optimizer.Parameters[parameter].Length);
            if (index >= offset && index < offset + length)
            {
                yield return (parameter, index);
            }
        }
    }

    private static ParameterGroup<T>[] Groups<T>(string algorithm, Parameter<T>[] parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        OptimizerOptions cautious = new AdamWOptions { LearningRate = 0.01, Cautious = true };
        return algorithm switch
        {
            "AdamW" => [new(parameters, new AdamWOptions { LearningRate = 0.01 })],
            "cautious AdamW" => [new(parameters, cautious)],
            "Lion" => [new(parameters, new LionOptions { LearningRate = 0.001 })],
            "LAMB" => [new(parameters, new LambOptions { LearningRate = 0.01, WeightDecay = 0.1 })],
            "Adafactor" => [new(parameters, new AdafactorOptions { LearningRate = 0.01 })],
            _ =>
            [
                new(parameters.Where((_, i) => i % 3 == 2), new AdafactorOptions { LearningRate = 0.01, Maximize = true }),
                new(parameters.Where((_, i) => i % 3 == 0), cautious),
                new(parameters.Where((_, i) => i % 3 == 1), new SgdOptions { LearningRate = 0.1, Momentum = 0.9 }),
            ],
        };
    }
}
