using System.Numerics;
using Eden.Kernels;
using Eden.Lab.Verification;
using Eden.Tests.Checkpoints;
using Eden.Tests.Support;

namespace Eden.Tests.Family;

/// <summary>Adafactor over matrices, whose state does not have their shape.</summary>
[Collection(AllocationsRunAlone.Name)]
[Trait(Suite.Trait, Suite.Kernels)]
public class AdafactorTests
{
    private static readonly long[][] Shapes = [[1, 1], [4, 9], [40, 5], [3, 2, 70], [2, 1, 5, 3], [700, 33], [3, 2500], [0, 4], [4, 0]];

    private static readonly AdafactorOptions[] Variants = [new(), new() { Beta2Decay = -0.5, Epsilon1 = 1e-3, ClippingThreshold = 0.5, WeightDecay = 0.1, Maximize = true }];

    [Fact]
    public void Matrices_agree_with_the_paper_s_algorithm()
    {
        foreach (long[] shape in Shapes.Where(shape => !shape.Contains(0)))
        {
            foreach (AdafactorOptions options in Variants)
            {
                CheckOracle<float>(options, shape, 1.1920928955078125e-7, 5e-6);
                CheckOracle<double>(options, shape, Math.ScaleB(1, -52), 1e-13);
            }
        }
    }

    [Fact]
    public void Widths_and_threads_change_no_bit()
    {
        foreach (long[] shape in Shapes)
        {
            (float[] Value, float[][] State) expected = Run<float>(Variants[1], shape, LaneWidth.Scalar, 1);
            foreach (LaneWidth width in Lanes.Widths)
            {
                foreach (int threads in (int[])[1, 2, 4])
                {
                    (float[] value, float[][] state) = Run<float>(Variants[1], shape, width, threads);
                    Assert.Equal(expected.Value, value);
                    Assert.Equal(expected.State, state);
                }
            }
        }
    }

    [Fact]
    public void State_has_a_number_per_row_and_per_column_and_is_saved_in_that_shape()
    {
        using TemporaryFolder folder = new();
        Parameter<float>[] parameters = Make();
        using Adafactor<float> optimizer = new(parameters);
        optimizer.Step();
        IReadOnlyDictionary<string, float[]> matrix = optimizer.GetState("m");
        Assert.Equal(["row_var", "col_var"], matrix.Keys);
        Assert.Equal((6, 8), (matrix["row_var"].Length, matrix["col_var"].Length));
        Assert.Equal(["variance"], optimizer.GetState("v").Keys);
        optimizer.Save(folder.File("run.safetensors"));
        optimizer.Step();

        Parameter<float>[] resumed = Make();
        using Adafactor<float> second = new(resumed);
        Assert.Contains("m.row_var", second.Load(folder.File("run.safetensors")).Loaded);
        second.Step();
        Assert.Equal(parameters.Select(parameter => parameter.Value.ToArray()), resumed.Select(parameter => parameter.Value.ToArray()));

        using Optimizer<float, AdafactorOptions> copy = optimizer.CopyFor(Make());
        Assert.Equal(matrix["col_var"].Length, copy.GetState("m")["col_var"].Length);

        static Parameter<float>[] Make()
        {
            Parameter<float>[] parameters = [new("m", 2, 3, 4) { HasGradient = true }, new("v", 5) { HasGradient = true }];
            foreach (Parameter<float> parameter in parameters)
            {
                Fill(parameter.Value, 1);
                Fill(parameter.Gradient, 2);
            }

            return parameters;
        }
    }

    [Fact]
    public void Steps_of_many_parameters_allocate_nothing_and_clear_gradients_once()
    {
        Parameter<float>[] parameters = [.. Shapes.Take(7).Select((shape, i) => new Parameter<float>($"p{i}", shape) { HasGradient = true })];
        using Adafactor<float> optimizer = new(parameters) { GradientOptions = new() { ClearAfterStep = true, MaxNorm = 1 }, Engine = new() { DegreeOfParallelism = 1 } };
        foreach (Parameter<float> parameter in parameters)
        {
            Fill(parameter.Gradient, 3);
        }

        optimizer.Step();
        Assert.All(parameters, parameter => Assert.All(parameter.Gradient.ToArray(), g => Assert.Equal(0, g)));
        Assert.All(parameters, parameter => Assert.Contains(parameter.Value.ToArray(), value => value != 0));
        Assert.Equal(0, Allocations.InEveryRound(() => optimizer.Step()));
    }

    private static void CheckOracle<T>(AdafactorOptions options, long[] shape, double machineEpsilon, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (T[] value, T[][] state) = Run<T>(options, shape, Lanes.CurrentWidth, 1);
        Oracle oracle = Oracle.Of(options, [.. shape.Select(dimension => (int)dimension)], machineEpsilon);
        double[] expected = new double[value.Length];
        Fill<double>(expected, 1);
        double[] gradient = new double[value.Length];
        for (int step = 0; step < 5; step++)
        {
            FillAs<T>(gradient, step + 2);
            if (step == 0)
            {
                FillAs<T>(expected, 1);
            }

            oracle.Step(expected, gradient, 1);
        }

        Assert.All(expected.Zip(value), pair => Assert.Equal(pair.First, double.CreateTruncating(pair.Second), tolerance * (1 + Math.Abs(pair.First))));
        Assert.Equal(oracle.States.Select(array => array.Length), state.Select(array => array.Length));
        foreach ((double[] want, T[] got) in oracle.States.Zip(state))
        {
            Assert.All(want.Zip(got), pair => Assert.Equal(pair.First, double.CreateTruncating(pair.Second), tolerance * (1 + pair.First)));
        }
    }

    private static (T[] Value, T[][] State) Run<T>(AdafactorOptions options, long[] shape, LaneWidth width, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Parameter<T> parameter = new("p", shape) { HasGradient = true };
        using Adafactor<T> optimizer = new([parameter], options) { LaneWidth = width, Engine = new() { DegreeOfParallelism = threads, SingleThreadBelow = 0 } };
        Fill(parameter.Value, 1);
        for (int step = 0; step < 5; step++)
        {
            Fill(parameter.Gradient, step + 2);
            optimizer.Step();
        }

        return (parameter.Value.ToArray(), [.. optimizer.GetState(parameter).Values]);
    }

    private static void Fill<T>(Span<T> values, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Xoshiro256 random = new((ulong)seed);
        foreach (ref T value in values)
        {
            value = T.CreateTruncating(random.NextNormal());
        }
    }

    /// <summary>The same numbers in double, rounded to <typeparamref name="T"/>.</summary>
    private static void FillAs<T>(double[] values, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] rounded = new T[values.Length];
        Fill<T>(rounded, seed);
        Array.ConvertAll(rounded, double.CreateTruncating).CopyTo(values, 0);
    }
}
