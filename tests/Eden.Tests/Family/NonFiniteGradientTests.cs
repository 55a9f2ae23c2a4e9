using System.Numerics;
using Eden.Kernels;
using Eden.Tests.Support;

namespace Eden.Tests.Family;

/// <summary>A gradient that is infinite or NaN shows in its value, with every optimizer and in every width, and in no other; products of
/// matrices carry it into all of the matrix.</summary>
[Trait(Suite.Trait, Suite.Kernels)]
public class NonFiniteGradientTests
{
    private const int Length = 67;
    private const int Steps = 9;

    public static TheoryData<string> Names => [.. OptimizerRows.All.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_nan_makes_its_value_nan_for_good(string name)
    {
        foreach (OptimizerOptions options in OptimizerRows.All.Single(row => row.Name == name).Options)
        {
            Check<float>(options, float.NaN, values => float.IsNaN(values));
            Check<double>(options, double.NaN, values => double.IsNaN(values));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_infinity_makes_its_value_infinite_or_nan_for_good(string name)
    {
        foreach (OptimizerOptions options in OptimizerRows.All.Single(row => row.Name == name).Options)
        {
            if (options is AdoptOptions)
            {
                // Clipped by the algorithm itself (docs/algorithms.md).
                continue;
            }

            foreach (double bad in (double[])[double.PositiveInfinity, double.NegativeInfinity])
            {
                Check<float>(options, (float)bad, value => !float.IsFinite(value));
                Check<double>(options, bad, value => !double.IsFinite(value));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_policies_find_it_before_it_enters(string name)
    {
        OptimizerRow row = OptimizerRows.All.Single(row => row.Name == name);
        float[] value = new float[Length], gradient = new float[Length];
        gradient[65] = float.NaN;
        using Parameter<float> parameter = Parameter<float>.Wrap("p", value, gradient, Shapes.Of(row.Options[0], Length));
        using Optimizer<float> optimizer = new([parameter], row.Options[0]);
        optimizer.GradientOptions = new() { NonFinite = NonFiniteGradients.SkipStep };
        Assert.True(optimizer.Step().IsSkipped);
        optimizer.GradientOptions = new() { NonFinite = NonFiniteGradients.Throw };
        Assert.Contains("'p' is infinite or NaN at index 65", Assert.Throws<NotFiniteNumberException>(() => optimizer.Step()).Message, StringComparison.Ordinal);
        Assert.All(value.Concat(optimizer.GetState(parameter).Values.SelectMany(state => state)), x => Assert.Equal(row.Options[0].InitialState, x));
    }

    [Fact]
    public void A_nan_is_not_clamped_in_any_width()
    {
        foreach (LaneWidth width in Lanes.Widths)
        {
            float[] gradient = [.. Enumerable.Range(0, Length).Select(i => i % 7 == 3 ? float.NaN : 2f)];
            using Parameter<float> parameter = Parameter<float>.Wrap("p", new float[Length], gradient);
            using Sgd<float> optimizer = new([parameter], new() { LearningRate = 1 }) { LaneWidth = width, GradientOptions = new() { MaxValue = 0.5 } };
            optimizer.Step();
            Assert.Equal(Enumerable.Range(0, Length).Select(i => i % 7 == 3 ? float.NaN : -0.5f), parameter.Value.ToArray());
        }
    }

    /// <summary>Lets a gradient be bad in one element of a vector and in one of the tail, in the first step and in a later one.</summary>
    private static void Check<T>(OptimizerOptions options, T bad, Func<T, bool> shows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (LaneWidth width in Lanes.Widths)
        {
            foreach (int badStep in (int[])[1, 7])
            {
                T[] healthy = Run(options, width, badStep, T.One);
                T[] values = Run(options, width, badStep, bad);
                for (int i = 0; i < Length; i++)
                {
                    string where = $"{options}, {width}, step {badStep}, element {i}: {values[i]}";
                    if (IsBad(i) || options is MuonOptions)
                    {
                        Assert.True(shows(values[i]), where);
                    }
                    else
                    {
                        // A masked update is scaled by how many elements pass.
                        Assert.True(options.IsPhased ? T.IsFinite(values[i]) : values[i] == healthy[i], where);
                    }
                }
            }
        }
    }

    private static T[] Run<T>(OptimizerOptions options, LaneWidth width, int badStep, T bad)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] value = new T[Length];
        StateArray[] arrays = options.DescribeState([Length]);
        T[][] states = [.. Enumerable.Range(0, 4).Select(i => i < arrays.Length ? new T[arrays[i].Length] : [])];
        foreach (T[] state in states)
        {
            Array.Fill(state, T.CreateTruncating(options.InitialState));
        }

        for (int step = 1; step <= Steps; step++)
        {
            T[] gradient = [.. Enumerable.Range(0, Length).Select(i => step == badStep && IsBad(i) ? bad : T.One)];
            Fused.Run<T>(value, gradient, states[0], states[1], states[2], step, options, 1, width, states[3], Shapes.Of(options, Length));
        }

        return value;
    }

    private static bool IsBad(int index) => index is 3 or 66;
}
