using System.Numerics;
using Eden.Kernels;
using Eden.Tests.Support;

namespace Eden.Tests.Training;

[Collection(AllocationsRunAlone.Name)]
public class AverageTests
{
    [Fact]
    public void An_equal_average_is_the_mean_of_all_values()
    {
        Parameter<double> parameter = new("p", 2);
        using EqualAverage<double> average = new([parameter]);

        Assert.Equal([4, -2], Take(average, parameter, 4, -2));
        Assert.Equal([6, -1], Take(average, parameter, 8, 0));
        Assert.Equal([6, -1], Take(average, parameter, 6, -1));
        Assert.Equal([5, 0], Take(average, parameter, 2, 3));
        Assert.Equal(4, average.Updates);
    }

    [Fact]
    public void An_exponential_average_starts_from_the_first_value()
    {
        Parameter<double> parameter = new("p", 1);
        using ExponentialAverage<double> average = new([parameter], new() { Decay = 0.75 });

        Assert.Equal([16], Take(average, parameter, 16));
        Assert.Equal([13], Take(average, parameter, 4));
        Assert.Equal([9.75], Take(average, parameter, 0));
    }

    [Fact]
    public void A_corrected_average_is_that_of_zeros_divided_by_what_it_has_taken_in()
    {
        Parameter<double> parameter = new("p", 1);
        using ExponentialAverage<double> average = new([parameter], new() { Decay = 0.9, Start = AverageStart.BiasCorrected });
        double fromZero = 0;
        for (int t = 1; t <= 50; t++)
        {
            double value = Math.Sin(t);
            fromZero = (0.9 * fromZero) + (0.1 * value);
            Assert.Equal(fromZero / (1 - Math.Pow(0.9, t)), Take(average, parameter, value)[0], 1e-14);
        }
    }

    [Fact]
    public void A_warm_up_lengthens_the_memory_until_it_is_that_of_the_decay()
    {
        Parameter<double> parameter = new("p", 1);
        using ExponentialAverage<double> average = new([parameter], new() { Decay = 0.8, Start = AverageStart.WarmUp });
        double expected = 1;
        Take(average, parameter, 1);
        for (int t = 2; t <= 60; t++)
        {
            double kept = t < 36 ? t / (9.0 + t) : 0.8;
            expected = (kept * expected) + ((1 - kept) * t);
            Assert.Equal(expected, Take(average, parameter, t)[0], 1e-13);
        }
    }

    [Fact]
    public void An_average_that_keeps_nothing_is_the_last_value()
    {
        Parameter<float> parameter = new("p", 1);
        using ExponentialAverage<float> average = new([parameter], new() { Decay = 0 });
        foreach (float value in (float[])[0.1f, 1e30f, -7.3f, 1e-40f])
        {
            Assert.Equal([value], Take(average, parameter, value));
        }
    }

    [Fact]
    public void Every_width_and_number_of_threads_gives_the_same_bits()
    {
        foreach (Func<Parameter<float>[], WeightAverage<float>> make in Kinds<float>())
        {
            float[] expected = Averaged(make, LaneWidth.Scalar, threads: 1);
            foreach (LaneWidth width in Lanes.Widths)
            {
                foreach (int threads in (int[])[1, 2, 5])
                {
                    Bits.AssertEqual<float>(expected, Averaged(make, width, threads), make, $"{threads} threads, {width}");
                }
            }
        }
    }

    [Fact]
    public void Updates_allocate_nothing()
    {
        foreach (Func<Parameter<float>[], WeightAverage<float>> make in Kinds<float>())
        {
            Parameter<float>[] parameters = [new("a", 100), new("b", 3)];
            using WeightAverage<float> average = make(parameters);
            average.Update();
            average.Update();
            Assert.Equal(0, Allocations.InEveryRound(() =>
            {
                for (int i = 0; i < 100; i++)
                {
                    average.Update();
                }
            }));
        }
    }

    [Fact]
    public void Values_and_number_of_updates_are_all_that_an_average_needs_to_go_on()
    {
        foreach (Func<Parameter<double>[], WeightAverage<double>> make in Kinds<double>())
        {
            Parameter<double> parameter = new("p", 5);
            using WeightAverage<double> whole = make([parameter]);
            using WeightAverage<double> resumed = make([parameter]);
            for (int t = 0; t < 20; t++)
            {
                Fill<double>(parameter.Value, t);
                whole.Update();
                if (t == 11)
                {
                    whole.GetValues(parameter).CopyTo(resumed.GetValues(parameter));
                    resumed.Updates = whole.Updates;
                }
                else if (t > 11)
                {
                    resumed.Update();
                }
            }

            Bits.AssertEqual<double>(whole.GetValues(parameter), resumed.GetValues(parameter), make, "resumed");
        }
    }

    [Fact]
    public void An_evaluation_puts_the_average_into_the_parameters_and_brings_the_values_back()
    {
        Parameter<float>[] parameters = [Parameter<float>.Wrap("a", new float[] { 1, 2 }), Parameter<float>.Wrap("b", new float[] { 3 })];
        using EqualAverage<float> average = new(parameters);
        using (average.Evaluate())
        {
            Assert.Equal([1, 2, 3], [.. parameters[0].Value, .. parameters[1].Value]);
        }

        average.Update();
        parameters[0].Value[0] = 5;
        parameters[1].Value[0] = -3;
        average.Update();
        using (average.Evaluate())
        {
            Assert.Equal([3, 2, 0], [.. parameters[0].Value, .. parameters[1].Value]);
            parameters[0].Value[1] = 99;
        }

        Assert.Equal([5, 2, -3], [.. parameters[0].Value, .. parameters[1].Value]);
        Assert.Equal([3, 2], average.GetValues(parameters[0]).ToArray());
    }

    [Fact]
    public void No_step_update_or_other_evaluation_is_taken_within_an_evaluation()
    {
        Parameter<float> parameter = new("p", 2) { HasGradient = true };
        using AdamW<float> optimizer = new([parameter]);
        using EqualAverage<float> average = new([parameter]);
        using EqualAverage<float> other = new([parameter]);
        average.Update();
        using (average.Evaluate())
        {
            foreach (Action action in (Action[])[() => optimizer.Step(), average.Update, other.Update, () => average.Evaluate(), () => other.Evaluate()])
            {
                Assert.StartsWith("The parameters are at their evaluation point", Assert.Throws<InvalidOperationException>(action).Message, StringComparison.Ordinal);
            }
        }

        optimizer.Step();
        average.Update();
        Assert.Equal((1, 2, 0), (optimizer.GetStepCount(parameter), average.Updates, other.Updates));
    }

    [Fact]
    public void What_cannot_be_averaged_is_refused()
    {
        Parameter<float> parameter = new("p", 1);
        Parameter<float> disposed = new("disposed", 1);
        disposed.Dispose();
        Assert.Throws<ArgumentNullException>(() => new EqualAverage<float>(null!));
        AssertRefused("An average needs at least one parameter.", () => new EqualAverage<float>([]));
        AssertRefused("A parameter is null.", () => new EqualAverage<float>([parameter, null!]));
        AssertRefused("Parameter 'p' is given twice.", () => new EqualAverage<float>([parameter, parameter]));
        AssertRefused("Two parameters have the name 'p'.", () => new EqualAverage<float>([parameter, new("p", 1)]));
        Assert.Throws<ObjectDisposedException>(() => new EqualAverage<float>([disposed]));
        using EqualAverage<float> average = new([parameter]);
        AssertRefused("The average does not have the parameter p [1].", () => average.GetValues(new("p", 1)).ToArray());
        Assert.StartsWith("Updates is -1; it must be at least 0.", Assert.Throws<ArgumentOutOfRangeException>(() => average.Updates = -1).Message, StringComparison.Ordinal);
        parameter.Dispose();
        Assert.Throws<ObjectDisposedException>(average.Update);
        Assert.Equal(0, average.Updates);
    }

    [Fact]
    public void A_disposed_average_is_refused()
    {
        Parameter<float> parameter = new("p", 1);
        EqualAverage<float> average = new([parameter]);
        average.Dispose();
        average.Dispose();

        Assert.Throws<ObjectDisposedException>(average.Update);
        Assert.Throws<ObjectDisposedException>(() => average.Evaluate());
        Assert.Throws<ObjectDisposedException>(() => average.GetValues(parameter).ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_decay_out_of_range_is_refused(double decay) => Assert.StartsWith(
        FormattableString.Invariant($"Decay is {decay}; it must be at least 0 and less than 1."),
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialAverageOptions { Decay = decay }).Message,
        StringComparison.Ordinal);

    [Fact]
    public void An_unknown_start_is_refused() => Assert.StartsWith(
        "Start is 9; it must be one of FirstValue, BiasCorrected, WarmUp.",
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialAverageOptions { Start = (AverageStart)9 }).Message,
        StringComparison.Ordinal);

    private static Func<Parameter<T>[], WeightAverage<T>>[] Kinds<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        parameters => new EqualAverage<T>(parameters),
        parameters => new ExponentialAverage<T>(parameters, new() { Decay = 0.3 }),
        parameters => new ExponentialAverage<T>(parameters, new() { Start = AverageStart.BiasCorrected }),
        parameters => new ExponentialAverage<T>(parameters, new() { Start = AverageStart.WarmUp }),
    ];

    private static float[] Averaged(Func<Parameter<float>[], WeightAverage<float>> make, LaneWidth width, int threads)
    {
        Parameter<float>[] parameters = [new("a", 1031), new("b", 1), new("c", 64)];
        using WeightAverage<float> average = make(parameters);
        average.LaneWidth = width;
        average.Engine = new EngineOptions { DegreeOfParallelism = threads, SingleThreadBelow = 0 };
        for (int t = 0; t < 7; t++)
        {
            foreach (Parameter<float> parameter in parameters)
            {
                Fill<float>(parameter.Value, t);
            }

            average.Update();
        }

        return [.. parameters.SelectMany(parameter => average.GetValues(parameter).ToArray())];
    }

    private static void Fill<T>(Span<T> values, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = T.CreateTruncating(Math.Sin((seed * 1000) + i));
        }
    }

    private static T[] Take<T>(WeightAverage<T> average, Parameter<T> parameter, params T[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        values.CopyTo(parameter.Value);
        average.Update();
        return average.GetValues(parameter).ToArray();
    }

    private static void AssertRefused(string message, Func<object?> action) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
}
