using System.Numerics;
using Eden.Kernels;
using Eden.Tests.Support;

namespace Eden.Tests.Engine;

/// <summary>Several ranks that share eight micro-batches and the state leave the bits of one process.</summary>
public sealed class RankTests
{
    private const int Steps = 4;

    public static TheoryData<string> Algorithms => ["AdamW", "cautious AdamW", "Lion", "LAMB", "Adafactor", "mixed"];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Any_number_of_ranks_gives_the_bits_of_one_process_in_float(string algorithm) =>
        AssertSame<float>(p => Groups(algorithm, p), new() { MaxNorm = 0.5, MicroBatches = 8 }, [1, 2, 3, 4, 8]);

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Any_number_of_ranks_gives_the_bits_of_one_process_in_double(string algorithm) =>
        AssertSame<double>(p => Groups(algorithm, p), new() { MaxNorm = 0.5, NonFinite = NonFiniteGradients.SkipStep, ClearAfterStep = true }, [2, 5], threads: 4);

    [Fact]
    public void Every_variant_of_every_optimizer_gives_the_bits_of_one_process_on_three_ranks()
    {
        foreach ((string _, OptimizerOptions options) in BitVariants.All)
        {
            AssertSame<float>(p => GroupsOf(options, p), new() { ClearAfterStep = true }, [3]);
        }
    }

    [Fact]
    public void State_in_a_format_gives_the_bits_of_one_process()
    {
        SegmentStorage<float> storage = new() { States = [new BFloat16Format(), new BFloat16Format()] };
        AssertSame<float>(p => [new(p, new AdamWOptions { LearningRate = 0.01, Cautious = true }) { Formats = storage }], new(), [3], threads: 4);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(500)]
    [InlineData(100_000)]
    public void Buckets_of_any_size_give_the_same_bits(int bytes) =>
        AssertSame<float>(p => Groups("mixed", p), new() { MaxNorm = 0.5 }, [3], prepare: optimizer => optimizer.BucketBytes = 12 * bytes);

    [Fact]
    public void Frozen_parameters_are_left_alone() =>
        AssertSame<float>(p => Groups("AdamW", p), new(), [3], prepare: optimizer => optimizer.Parameters[3].IsFrozen = optimizer.Parameters[5].IsFrozen = true);

    [Fact]
    public void A_step_without_micro_batches_takes_one_of_each_rank()
    {
        using RankRun<float> single = new(p => Groups("LAMB", p), null);
        single.Optimizer.Step(3, part => single.Differentiate(0, part));
        Dictionary<string, float[]>[] snapshots = Team.Run(3, communicator =>
        {
            using RankRun<float> run = new(p => Groups("LAMB", p), communicator);
            run.Differentiate(0, communicator.Rank);
            run.Optimizer.Step();
            return run.Snapshot();
        });
        Assert.All(snapshots, snapshot => AssertEqual(single.Snapshot(), snapshot, "3 ranks"));
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
            return Assert.Throws<NotFiniteNumberException>(() => run.Step(0, ("p3", 39_999))).Message;
        });

        Assert.All(messages, message => Assert.Equal("The gradient of 'p3' is infinite or NaN at index 39999.", message));
    }

    [Theory]
    [InlineData("AdamW", 2)]
    [InlineData("Lion", 1)]
    [InlineData("Adafactor", 0)]
    public void A_rank_holds_its_part_of_the_state(string algorithm, int arrays)
    {
        // The means of the columns of p8, which every rank that steps a part of it needs.
        const long LargestMeans = 70_000 * sizeof(float);
        const long Elements = 70_000 + 40_000 + (3 * 64 * 256) + (512 * 128) + (300 * 170);
        foreach (int size in new[] { 1, 2, 4 })
        {
            long[] bytes = Team.Run(size, communicator =>
            {
                using RankRun<float> run = new(p => Groups(algorithm, p), communicator);
                return run.Optimizer.StateBytes;
            });
            long most = arrays > 0 ? (arrays * sizeof(float) * ((Elements / size) + 16_384)) + 8192 : LargestMeans + (40_000 * sizeof(float) / size) + 20_000;
            Assert.All(bytes, own => Assert.InRange(own, 0, most));
            Assert.True(bytes.Sum() >= arrays * sizeof(float) * Elements);
        }
    }

    [Fact]
    public void The_average_of_a_schedule_free_run_is_the_same_for_its_evaluation()
    {
        OptimizerOptions options = new ScheduleFreeAdamWOptions { LearningRate = 0.1 };
        float[] expected = Evaluated(null);
        Assert.All(Team.Run(3, Evaluated), actual => Bits.AssertEqual<float>(expected, actual, "evaluation", "3 ranks"));

        float[] Evaluated(ICommunicator? communicator)
        {
            using RankRun<float> run = new(p => [new(p, options)], communicator);
            run.Step(0);
            run.Step(1);
            using IDisposable evaluation = run.Optimizer.Evaluate();
            return [.. run.Optimizer.Parameters.SelectMany(parameter => parameter.Value.ToArray())];
        }
    }

    [Fact]
    public void A_copy_goes_on_with_the_same_ranks()
    {
        using RankRun<float> single = new(p => Groups("mixed", p), null);
        single.Step(0);
        single.Step(2);
        Dictionary<string, float[]>[] snapshots = Team.Run(3, communicator =>
        {
            using RankRun<float> run = new(p => Groups("mixed", p), communicator);
            using RankRun<float> other = new(p => Groups("mixed", p), communicator);
            run.Step(0);
            using Optimizer<float> copy = run.Optimizer.CopyFor(other.Optimizer.Parameters);
            foreach ((Parameter<float> from, Parameter<float> to) in run.Optimizer.Parameters.Zip(copy.Parameters))
            {
                from.Value.CopyTo(to.Value);
            }

            copy.Step(RankRun<float>.MicroBatches, part => other.Differentiate(2, part));
            return copy.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value.ToArray());
        });
        foreach ((string name, float[] values) in snapshots.SelectMany(snapshot => snapshot))
        {
            Bits.AssertEqual<float>(single.Snapshot()[name], values, name, "copy");
        }
    }

    [Fact]
    public void What_ranks_cannot_do_is_refused()
    {
        using RankRun<float> run = new(p => Groups("AdamW", p), null);
        run.Step(0);
        Team.Run(1, communicator =>
        {
            Assert.Equal(
                "The optimizer has taken a step; set Communicator before the first, or load a checkpoint afterwards.",
                Assert.Throws<InvalidOperationException>(() => run.Optimizer.Communicator = communicator).Message);
            using RankRun<float> ranked = new(p => Groups("AdamW", p), communicator);
            Assert.Throws<InvalidOperationException>(ranked.Optimizer.StepAndMeasure);
            Assert.Throws<InvalidOperationException>(() => ranked.Optimizer.AddGroup(new([new Parameter<float>("late", 3)], new AdamWOptions())));
            Assert.Throws<ArgumentOutOfRangeException>(() => ranked.Optimizer.Step(0, _ => { }));
            Assert.Equal(0, ranked.Optimizer.StepCount);
            return true;
        });
        Assert.Null(run.Optimizer.Communicator);
    }

    /// <summary>Parameters that the algorithm does not take get SGD.</summary>
    private static ParameterGroup<T>[] GroupsOf<T>(OptimizerOptions options, Parameter<T>[] parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. parameters.GroupBy(parameter => options.RefusalOf(parameter.Shape) is null).Select(group => new ParameterGroup<T>(group, group.Key ? options : new SgdOptions()))];

    private static void AssertSame<T>(
        Func<Parameter<T>[], ParameterGroup<T>[]> groups,
        GradientOptions options,
        int[] sizes,
        int threads = 1,
        Action<Optimizer<T>>? prepare = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (List<StepResult> results, Dictionary<string, T[]> expected) = Trained(groups, options, null, 1, prepare);
        foreach (int size in sizes)
        {
            foreach ((List<StepResult> rankResults, Dictionary<string, T[]> snapshot) in Team.Run(size, communicator => Trained(groups, options, communicator, threads, prepare)))
            {
                Assert.Equal(results, rankResults);
                AssertEqual(expected, snapshot, $"{size} ranks, {threads} threads");
            }
        }
    }

    private static (List<StepResult> Results, Dictionary<string, T[]> Snapshot) Trained<T>(
        Func<Parameter<T>[], ParameterGroup<T>[]> groups, GradientOptions options, ICommunicator? communicator, int threads, Action<Optimizer<T>>? prepare)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using RankRun<T> run = new(groups, communicator);
        run.Optimizer.Engine = new() { DegreeOfParallelism = threads, SingleThreadBelow = 0 };
        run.Optimizer.GradientOptions = options;
        prepare?.Invoke(run.Optimizer);
        for (int t = 0; t < Steps; t++)
        {
            run.Step(t, t == 2 && options.NonFinite == NonFiniteGradients.SkipStep ? ("p8", 69_999) : null);
            if (options.ClearAfterStep)
            {
                Assert.All(run.Optimizer.Parameters.Where(parameter => parameter.HasGradient), parameter => Assert.True(parameter.Gradient.IndexOfAnyExcept(T.Zero) < 0));
            }
        }

        Assert.Equal(options.NonFinite == NonFiniteGradients.SkipStep ? 1 : 0, run.Optimizer.SkippedSteps);
        return (run.Results, run.Snapshot());
    }

    private static void AssertEqual<T>(Dictionary<string, T[]> expected, Dictionary<string, T[]> actual, string way)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Keys, actual.Keys);
        foreach ((string name, T[] numbers) in expected)
        {
            Bits.AssertEqual<T>(numbers, actual[name], name, way);
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
