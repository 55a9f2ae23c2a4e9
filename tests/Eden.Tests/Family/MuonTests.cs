using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Eden.Kernels;
using Eden.Reference;
using Eden.Tests.Support;

namespace Eden.Tests.Family;

[Trait(Suite.Trait, Suite.Kernels)]
[Collection(AllocationsRunAlone.Name)]
public class MuonTests
{
    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("2, 3, 4")]
    public void What_is_no_matrix_is_refused_by_name_and_nothing_changes(string dimensions)
    {
        long[] shape = [.. dimensions.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        Parameter<float> other = new("fc.bias", shape), matrix = new("fc.weight", 2, 3);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new Muon<float>([matrix, other]));
        Assert.Equal($"'fc.bias' has the shape [{dimensions}]: Muon takes matrices, parameters of two dimensions; Muon.WithAdamW gives the others to AdamW.", refused.Message);
        using Muon<float> optimizer = new([matrix]);
        Assert.Throws<ArgumentException>(() => optimizer.AddGroup(new ParameterGroup<float, MuonOptions>([other], new())));
        Assert.Equal([matrix], optimizer.Parameters);
        unsafe
        {
            Assert.StartsWith("'fc.bias' has the shape", Assert.Throws<ArgumentException>(() => new BoundStep<float>().Add("fc.bias", new MuonOptions(), 1, shape, null, null, [0])).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(RateAdjustment.Original, 8, 2, 2)]
    [InlineData(RateAdjustment.Original, 2, 8, 1)]
    [InlineData(RateAdjustment.MatchRmsAdamW, 2, 9, 0.6)]
    [InlineData(RateAdjustment.MatchRmsAdamW, 9, 2, 0.6)]
    [InlineData(RateAdjustment.SpectralUnclamped, 8, 2, 2)]
    [InlineData(RateAdjustment.SpectralUnclamped, 2, 8, 0.5)]
    public void The_rate_is_adjusted_to_the_shape_and_decay_is_not(RateAdjustment adjustment, int rows, int columns, double factor)
    {
        // One coefficient that is not 0: X stays u/‖u‖, and that of ones is 1/√(A·B).
        MuonOptions options = new() { LearningRate = 0.5, WeightDecay = 0.25, CoefficientA = 1, CoefficientB = 0, CoefficientC = 0, RateAdjustment = adjustment };
        double[] value = new double[rows * columns], gradient = new double[rows * columns];
        Array.Fill(value, 8);
        Array.Fill(gradient, 3);
        using Parameter<double> parameter = Parameter<double>.Wrap("p", value, gradient, rows, columns);
        using Muon<double> optimizer = new([parameter], options);
        optimizer.Step();
        Assert.All(value, p => Assert.Equal(8 - (0.5 * 0.25 * 8) - (0.5 * factor / Math.Sqrt(rows * columns)), p, 1e-14));
    }

    [Theory]
    [InlineData(200, 130)]
    [InlineData(130, 200)]
    [InlineData(1, 300)]
    [InlineData(300, 1)]
    [InlineData(64, 64)]
    public void A_large_matrix_takes_the_steps_of_the_paper(int rows, int columns)
    {
        JordanMuon paper = new(rows, columns) { Alpha = 0.02, Lambda = 0.02 * 0.1 };
        using Parameter<double> parameter = new("p", rows, columns) { HasGradient = true };
        using Muon<double> optimizer = new([parameter], new MuonOptions { LearningRate = 0.02 });
        double[] expected = new double[rows * columns];
        for (int t = 0; t < 3; t++)
        {
            Fill(parameter.Gradient, t);
            paper.Step(expected, parameter.Gradient.ToArray());
            optimizer.Step();
            double allowed = 1e-12 * expected.Max(Math.Abs);
            Assert.All(expected.Zip(parameter.Value.ToArray()), pair => Assert.Equal(pair.First, pair.Second, allowed));
        }
    }

    [Fact]
    public void An_update_has_singular_values_near_one()
    {
        // UᵀU of the update of a tall matrix is near the identity.
        const int Rows = 300, Columns = 40;
        using Parameter<float> parameter = new("p", Rows, Columns) { HasGradient = true };
        using Muon<float> optimizer = new([parameter], new MuonOptions { LearningRate = 1, WeightDecay = 0, RateAdjustment = RateAdjustment.SpectralUnclamped });
        Fill(parameter.Gradient, 1);
        optimizer.Step();
        double factor = Math.Sqrt((double)Rows / Columns);
        for (int i = 0; i < Columns; i++)
        {
            double square = Enumerable.Range(0, Rows).Sum(row => Math.Pow(parameter.Value[(row * Columns) + i] / factor, 2));
            Assert.InRange(square, 0.4, 1.5);
        }
    }

    [Fact]
    public void A_gradient_of_zeros_moves_nothing_and_a_parameter_without_elements_is_no_trouble()
    {
        using Parameter<float> zeros = new("zeros", 3, 4) { HasGradient = true }, empty = new("empty", 0, 4) { HasGradient = true }, narrow = new("narrow", 4, 0) { HasGradient = true };
        using Muon<float> optimizer = new([zeros, empty, narrow]);
        optimizer.Step();
        Assert.All(zeros.Value.ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void The_step_does_not_depend_on_the_size_of_gradients()
    {
        float[] small = Stepped(1e-3f), large = Stepped(1e15f);
        Assert.All(small.Zip(large), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));

        static float[] Stepped(float scale)
        {
            using Parameter<float> parameter = new("p", 20, 30) { HasGradient = true };
            using Muon<float> optimizer = new([parameter]);
            Fill(parameter.Gradient, 5);
            foreach (ref float g in parameter.Gradient)
            {
                g *= scale;
            }

            optimizer.Step();
            return parameter.Value.ToArray();
        }
    }

    /// <summary>Many matrices in one wave, large ones in waves of their own, among parameters of AdamW.</summary>
    [Fact]
    public void Any_number_of_threads_and_any_width_gives_the_same_bits_beside_adamw()
    {
        string[] expected = Run(1, LaneWidth.Scalar);
        foreach (LaneWidth width in Lanes.Widths)
        {
            foreach (int threads in (int[])[1, 2, 5])
            {
                Assert.Equal(expected, Run(threads, width));
            }
        }

        static string[] Run(int threads, LaneWidth width)
        {
            Parameter<float>[] parameters = Model();
            using Optimizer<float> optimizer = Muon.WithAdamW(parameters, new MuonOptions { LearningRate = 0.1, NewtonSchulzSteps = 3 });
            optimizer.Engine = new() { DegreeOfParallelism = threads, SingleThreadBelow = 0 };
            optimizer.LaneWidth = width;
            optimizer.GradientOptions = new() { MaxNorm = 1, ClearAfterStep = true };
            for (int t = 0; t < 2; t++)
            {
                for (int i = 0; i < parameters.Length; i++)
                {
                    parameters[i].HasGradient = t + i != 4;
                    Fill(parameters[i].HasGradient ? parameters[i].Gradient : [], (100 * t) + i);
                }

                optimizer.Step();
            }

            Assert.All(parameters.Where(parameter => parameter.HasGradient), parameter => Assert.Equal(-1, parameter.Gradient.IndexOfAnyExcept(0)));
            return [.. parameters.Select(parameter => Convert.ToHexString(MemoryMarshal.AsBytes(parameter.Value)))];
        }
    }

    [Fact]
    public void A_step_beside_adamw_allocates_nothing_on_any_number_of_threads()
    {
        Parameter<float>[] parameters = Model();
        using Optimizer<float> optimizer = Muon.WithAdamW(parameters);
        optimizer.Engine = new() { DegreeOfParallelism = 3, SingleThreadBelow = 0 };
        foreach (Parameter<float> parameter in parameters)
        {
            parameter.HasGradient = true;
        }

        optimizer.Step();
        Assert.Equal(0, Allocations.InEveryRound(() => optimizer.Step()));
    }

    [Fact]
    public void Authors_split_gives_hidden_matrices_to_muon_and_the_rest_to_adamw()
    {
        using Optimizer<float> optimizer = Muon.WithAdamW<float>(
            [new("wte.weight", 9, 4), new("h.0.attn.weight", 4, 12), new("h.0.attn.bias", 12), new("conv", 2, 3, 4), new("token_embedding", 5, 4), new("lm_head.weight", 9, 4), new("h.0.head_mix", 3, 3), new("head", 3, 3)],
            new MuonOptions { LearningRate = 0.02 });
        Assert.Equal(["h.0.attn.weight", "h.0.head_mix"], optimizer.Groups[0].Parameters.Select(parameter => parameter.Name));
        Assert.IsType<MuonOptions>(optimizer.Groups[0].Options);
        Assert.Equal(new AdamWOptions { LearningRate = 0.02, WeightDecay = 0.1 }, optimizer.Groups[1].Options);
        Assert.Equal(
            """
            Muon   0.02  h.0.attn.weight  [4, 12]
            Muon   0.02  h.0.head_mix     [3, 3]
            AdamW  0.02  wte.weight       [9, 4]
            AdamW  0.02  h.0.attn.bias    [12]
            AdamW  0.02  conv             [2, 3, 4]
            AdamW  0.02  token_embedding  [5, 4]
            AdamW  0.02  lm_head.weight   [9, 4]
            AdamW  0.02  head             [3, 3]
            """.ReplaceLineEndings("\n"),
            optimizer.DescribeGroups());
    }

    [Fact]
    public void A_choice_of_ones_own_decides_and_one_group_may_be_all()
    {
        using Optimizer<float> chosen = Muon.WithAdamW<float>([new("a", 2, 2), new("b", 2, 2)], isHidden: parameter => parameter.Name == "b");
        Assert.Equal(["b", "a"], chosen.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(RateAdjustment.MatchRmsAdamW, ((MuonOptions)chosen.Groups[0].Options).RateAdjustment);
        using Optimizer<float> vectors = Muon.WithAdamW<float>([new("a", 2)]);
        Assert.IsType<AdamWOptions>(vectors.Groups.Single().Options);
        Assert.Throws<ArgumentException>(() => Muon.WithAdamW<float>([new("a", 2)], isHidden: _ => true));
        Assert.Throws<ArgumentException>(() => Muon.WithAdamW<float>([]));
        Assert.Throws<ArgumentException>(() => Muon.WithAdamW<float>([null!]));
    }

    private static Parameter<float>[] Model() =>
    [
        new("embed", 70, 30), new("a", 33, 20), new("bias", 33), new("b", 130, 400), new("c", 5, 64), new("d", 64, 64), new("scale", 3), new("e", 1, 70), .. Enumerable.Range(0, 9).Select(i => new Parameter<float>($"s{i}", 4, 3 + i)),
    ];

    private static void Fill<T>(Span<T> span, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Xoshiro256 random = new((ulong)seed);
        foreach (ref T element in span)
        {
            element = T.CreateTruncating(random.NextNormal());
        }
    }
}
