using Eden.Kernels;
using Eden.Reference;
using Eden.Tests.Support;

namespace Eden.Tests.Storage;

/// <summary>Every optimizer with small state: a step is that of plain state, which is then rounded as the definition says.</summary>
public unsafe class SmallStateTests
{
    private const int Steps = 4;

    private static readonly int[] Lengths = [1, 31, 257, 1000, 1025, 40_000];

    /// <summary>Every optimizer.</summary>
    public static TheoryData<string> Names => [.. OptimizerRows.All.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_is_one_from_rounded_state_at_every_width_and_number_of_threads(string name)
    {
        foreach (OptimizerOptions options in OptimizerRows.All.Single(row => row.Name == name).Options)
        {
            foreach (StateStorage storage in (StateStorage[])[StateStorage.BFloat16, StateStorage.Float8])
            {
                if (!HasAverages(options))
                {
                    Assert.Contains(name, Assert.Throws<NotSupportedException>(() => Make(new("p", Shapes.Of(options, 5)), options, storage)).Message, StringComparison.Ordinal);
                    continue;
                }

                foreach (int length in Lengths)
                {
                    float[][] expected = RunRounded(options, length, storage);
                    AssertSame(expected, Run(options, length, storage, Lanes.CurrentWidth, 3));
                    if (length <= 1025)
                    {
                        Assert.All(Lanes.Widths.ToArray(), width => AssertSame(expected, Run(options, length, storage, width, 1)));
                    }
                }
            }
        }
    }

    [Fact]
    public void A_NaN_gradient_reaches_its_parameter_and_no_other()
    {
        foreach (StateStorage storage in (StateStorage[])[StateStorage.BFloat16, StateStorage.Float8])
        {
            float[][] results = [.. ((float[])[0, float.NaN]).Select(gradient =>
            {
                using Parameter<float> parameter = new("p", 1000) { HasGradient = true };
                using Optimizer<float> optimizer = Make(parameter, new AdamWOptions(), storage);
                for (int step = 0; step < Steps; step++)
                {
                    Fill(parameter.Gradient, step);
                    parameter.Gradient[16] = step == 1 ? gradient : 0;
                    optimizer.Step();
                }

                return parameter.Value.ToArray();
            })];
            Assert.True(float.IsNaN(results[1][16]));
            results[0][16] = results[1][16] = 0;
            Assert.Equal(results[0], results[1]);
        }
    }

    [Fact]
    public void Short_parameters_keep_plain_state_unless_asked_otherwise()
    {
        using Parameter<float> shorter = new("short", 4095) { HasGradient = true }, longer = new("long", 4096) { HasGradient = true };
        using Optimizer<float> optimizer = new(new ParameterGroup<float>([shorter, longer], new AdamWOptions()) { Storage = new() { State = StateStorage.Float8 } });
        Fill(shorter.Gradient, 1);
        Fill(longer.Gradient, 1);
        optimizer.Step();

        float[] exact = optimizer.GetState("short")["exp_avg"], rounded = optimizer.GetState("long")["exp_avg"];
        Assert.Equal(shorter.Gradient.ToArray().Select(g => MathF.FusedMultiplyAdd((float)(1 - 0.9), g, 0)), exact);
        Assert.NotEqual(exact, rounded[..4095]);
        Assert.All(exact.Zip(rounded), pair => Assert.Equal(pair.First, pair.Second, Math.Max(Math.Abs(pair.First) / 15, 2e-4)));
    }

    [Fact]
    public void Groups_of_different_storage_are_one_step()
    {
        Parameter<float>[] parameters = [.. Enumerable.Range(0, 4).Select(i => new Parameter<float>($"p{i}", 700) { HasGradient = true })];
        using Optimizer<float> optimizer = new(
            Group(parameters[0], StateStorage.Full), Group(parameters[1], StateStorage.Float8), Group(parameters[2], StateStorage.BFloat16), Group(parameters[3], StateStorage.Float8));
        optimizer.GradientOptions = new() { MaxNorm = 1, ClearAfterStep = true };
        parameters[3].IsFrozen = true;
        for (int step = 0; step < 2; step++)
        {
            Array.ForEach(parameters, parameter => Fill(parameter.Gradient, step));
            optimizer.Step();
        }

        using Optimizer<float> copy = optimizer.CopyFor(parameters.Select(parameter => new Parameter<float>(parameter.Name, 700)));
        Assert.All(parameters, parameter => Assert.Equal(optimizer.GetState(parameter.Name), copy.GetState(parameter.Name)));
        Assert.Equal(3, new HashSet<float>(parameters[..3].Select(parameter => optimizer.GetState(parameter)["exp_avg"][7])).Count);
        Assert.All(parameters[3].Value.ToArray(), value => Assert.Equal(0, value));
        Assert.All(optimizer.GetState("p3")["exp_avg"], m => Assert.Equal(0, m));

        static ParameterGroup<float> Group(Parameter<float> parameter, StateStorage storage) =>
            new([parameter], new AdamWOptions()) { Storage = new() { State = storage, MinimumLength = 0 } };
    }

    [Fact]
    public void Storage_is_chosen_before_an_optimizer_takes_the_group()
    {
        ParameterGroup<float> group = new([new("p", 8)], new AdamWOptions());
        using Optimizer<float> optimizer = new(group);
        Assert.Throws<InvalidOperationException>(() => group.Storage = new() { State = StateStorage.Float8 });
        Assert.Throws<ArgumentNullException>(() => group.Storage = null!);
        Assert.Throws<ArgumentOutOfRangeException>(() => new StorageOptions { MinimumLength = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StorageOptions { State = (StateStorage)3 });
        Assert.Throws<NotSupportedException>(() => new Optimizer<double>(new ParameterGroup<double>([new("d", 8)], new AdamWOptions()) { Storage = new() { State = StateStorage.Float8 } }));
        Assert.Equal(StateStorage.Full, group.Storage.State);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        foreach (StateStorage storage in (StateStorage[])[StateStorage.BFloat16, StateStorage.Float8])
        {
            using Parameter<float> parameter = new("p", 5000) { HasGradient = true };
            using Optimizer<float> optimizer = Make(parameter, new AdamWOptions(), storage);
            optimizer.Engine = new() { DegreeOfParallelism = 1 };
            Fill(parameter.Gradient, 1);
            Assert.Equal(0, Allocations.InEveryRound(() => optimizer.Step()));
        }
    }

    [Theory]
    [InlineData(StateStorage.Full, 8_000_000)]
    [InlineData(StateStorage.BFloat16, 4_000_000)]
    [InlineData(StateStorage.Float8, 2_062_528)]
    public void Bytes_are_counted_from_the_description(StateStorage storage, long expected)
    {
        StorageOptions options = new() { State = storage };
        long total = new AdamWOptions().DescribeState([1000, 1000]).Sum(array => options.CountBytes<float>(array, 1_000_000));
        Assert.Equal(expected, total);
    }

    private static bool HasAverages(OptimizerOptions options) => options.DescribeState([5]).Any(array => array.Kind != StateKind.Exact);

    private static float[][] Run(OptimizerOptions options, int length, StateStorage storage, LaneWidth width, int threads)
    {
        using Parameter<float> parameter = new("p", length) { HasGradient = true };
        using Optimizer<float> optimizer = Make(parameter, options, storage);
        optimizer.LaneWidth = width;
        optimizer.Engine = new() { DegreeOfParallelism = threads, SingleThreadBelow = 0 };
        return Train(parameter, optimizer, _ => { });
    }

    private static float[][] RunRounded(OptimizerOptions options, int length, StateStorage storage)
    {
        using Parameter<float> parameter = new("p", length) { HasGradient = true };
        using Optimizer<float> optimizer = new([parameter], options);
        StateArray[] arrays = options.DescribeState(parameter.Shape);
        return Train(parameter, optimizer, step =>
        {
            for (int i = 0; i < arrays.Length; i++)
            {
                Span<float> state = optimizer.State(parameter, i);
                Round(arrays[i].Kind, storage, state, step).CopyTo(state);
            }
        });
    }

    private static float[] Round(StateKind kind, StateStorage storage, ReadOnlySpan<float> state, long step)
    {
        if (kind == StateKind.Exact)
        {
            return state.ToArray();
        }

        if (storage == StateStorage.BFloat16)
        {
            return BFloat16State.Decode(BFloat16State.Encode(state, step));
        }

        bool isSigned = kind == StateKind.SignedAverage;
        (byte[] codes, byte[] exponents) = Float8State.Encode(state, isSigned, step);
        return Float8State.Decode(codes, exponents, isSigned);
    }

    private static float[][] Train(Parameter<float> parameter, Optimizer<float> optimizer, Action<long> afterStep)
    {
        Fill(parameter.Value, 100);
        for (int step = 1; step <= Steps; step++)
        {
            Fill(parameter.Gradient, step);
            optimizer.Step();
            afterStep(step);
        }

        return [parameter.Value.ToArray(), .. optimizer.GetState(parameter).Values];
    }

    private static Optimizer<float> Make(Parameter<float> parameter, OptimizerOptions options, StateStorage storage) =>
        new(new ParameterGroup<float>([parameter], options) { Storage = new() { State = storage, MinimumLength = 0 } });

    private static void AssertSame(float[][] expected, float[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Bits.AssertEqual<float>(expected[i], actual[i], "small state", $"array {i}");
        }
    }

    private static void Fill(Span<float> values, int seed)
    {
        Xoshiro256 random = new((ulong)seed);
        foreach (ref float value in values)
        {
            value = (float)random.NextNormal();
        }
    }
}
