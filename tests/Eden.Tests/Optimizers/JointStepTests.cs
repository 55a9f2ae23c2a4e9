using System.Numerics;

namespace Eden.Tests.Optimizers;

/// <summary>Steps over memory of both element types as one.</summary>
public unsafe class JointStepTests
{
    private static readonly SgdOptions Plain = new() { LearningRate = 1 };

    [Fact]
    public void Both_types_are_clipped_by_one_norm()
    {
        Both both = new(3, 4);
        StepResult result = both.Take(new() { MaxNorm = 1 });

        Assert.Equal(5, result.GradientNorm);
        Assert.Equal(-0.6f, both.Single, 1e-6f);
        Assert.Equal(-0.8, both.Double, 1e-6);
    }

    [Theory]
    [InlineData(float.NaN, 4)]
    [InlineData(3, double.PositiveInfinity)]
    public void What_is_not_finite_in_one_skips_both(float ofSingle, double ofDouble)
    {
        Both both = new(ofSingle, ofDouble);

        Assert.True(both.Take(new() { NonFinite = NonFiniteGradients.SkipStep, ClearAfterStep = true }).IsSkipped);
        Assert.Equal((0, 0, 0, 0), (both.Single, both.Double, both.SingleGradient, both.DoubleGradient));
    }

    [Fact]
    public void A_refusal_of_one_changes_neither()
    {
        foreach (double rate in (double[])[1e300, 1e-300])
        {
            Both both = new(3, 4) { SingleOptions = rate > 1 ? new SgdOptions { LearningRate = rate } : new AdagradOptions { Epsilon = rate } };
            Assert.Throws<ArgumentOutOfRangeException>(() => both.Take());
            Assert.Equal((0, 0), (both.Single, both.Double));
        }

        Both thrown = new(3, double.NaN);
        Assert.Contains("'double' is infinite or NaN at index 0", Assert.Throws<NotFiniteNumberException>(() => thrown.Take(new() { NonFinite = NonFiniteGradients.Throw })).Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (thrown.Single, thrown.Double));
    }

    [Fact]
    public void Doubles_beyond_the_range_of_squares_have_a_norm()
    {
        Both both = new(0, 1e300);

        Assert.Equal(1e300, both.Take(new() { MaxNorm = 1 }).GradientNorm!.Value, 1e290);
        Assert.Equal(-1, both.Double, 1e-12);
    }

    [Fact]
    public void A_step_of_one_type_is_its_own()
    {
        foreach (bool isSingle in (bool[])[true, false])
        {
            Both both = new(3, 4) { HasSingle = isSingle, HasDouble = !isSingle };
            Assert.Equal(isSingle ? 3 : 4, both.Take(new() { MaxNorm = 100 }).GradientNorm);
            Assert.Equal(isSingle ? (-3, 0) : (0, -4), (both.Single, both.Double));
        }

        Assert.Throws<InvalidOperationException>(() => JointStep.Take(new(), new()));
    }

    [Fact]
    public void A_measured_step_tells_of_both()
    {
        Both both = new(3, 4) { SingleName = "single" };
        both.Single = 1;
        StepStatistics statistics = both.Measure(new() { MaxNorm = 5 }, 0.5);

        Assert.Equal(["single", "double"], statistics.Parameters.Keys);
        Assert.Equal((10, 1), (statistics.Total.Gradient, statistics.Total.Weight));
        Assert.Equal(3, statistics.Parameters["single"].Update, 1e-5);
        Assert.Equal(4, statistics.Parameters["double"].Update, 1e-5);
    }

    [Fact]
    public void Names_that_are_one_are_refused_before_a_measured_step()
    {
        Both both = new(3, 4) { SingleName = "double" };

        Assert.Contains("Two parameters are called 'double'", Assert.Throws<ArgumentException>(() => both.Measure(new(), 1)).Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (both.Single, both.Double));
    }

    [Theory]
    [InlineData(AverageStart.FirstValue)]
    [InlineData(AverageStart.BiasCorrected)]
    [InlineData(AverageStart.WarmUp)]
    public void An_update_of_an_average_is_a_step(AverageStart start)
    {
        ExponentialAverageOptions options = new() { Decay = 0.75, Start = start };
        Parameter<double> weight = new("w", 3);
        using ExponentialAverage<double> expected = new([weight], options);
        double* average = stackalloc double[3];
        BoundStep<double> bound = new();
        RuleOptions rule = options.ToStepOptions();
        for (int update = 1; update <= 5; update++)
        {
            for (int i = 0; i < 3; i++)
            {
                weight.Value[i] = Math.Sin(update + (7 * i));
            }

            expected.Update();
            fixed (double* values = weight.Value)
            {
                bound.Clear();
                bound.Add("w", rule, update, [3], average, values, []);
                bound.Take();
            }

            Assert.Equal(expected.GetValues(weight), new Span<double>(average, 3));
        }
    }

    /// <summary>A value in float32 and one in float64, both 0, with their gradients.</summary>
    private sealed class Both(float singleGradient, double doubleGradient)
    {
        private readonly float[] _single = GC.AllocateArray<float>(2, pinned: true);
        private readonly double[] _double = GC.AllocateArray<double>(2, pinned: true);
        private readonly float[] _sum = GC.AllocateArray<float>(1, pinned: true);

        public OptimizerOptions SingleOptions { get; init; } = Plain;

        public string SingleName { get; init; } = "single";

        public bool HasSingle { get; init; } = true;

        public bool HasDouble { get; init; } = true;

        public float Single { get => _single[0]; set => _single[0] = value; }

        public double Double => _double[0];

        public float SingleGradient => _single[1];

        public double DoubleGradient => _double[1];

        public StepResult Take(GradientOptions? gradients = null)
        {
            (BoundStep<float> singles, BoundStep<double> doubles) = Bind();
            return JointStep.Take(singles, doubles, gradients);
        }

        public StepStatistics Measure(GradientOptions gradients, double lossScale)
        {
            (BoundStep<float> singles, BoundStep<double> doubles) = Bind();
            return JointStep.TakeAndMeasure(singles, doubles, gradients, lossScale);
        }

        private (BoundStep<float> Singles, BoundStep<double> Doubles) Bind()
        {
            (_single[1], _double[1]) = (singleGradient, doubleGradient);
            return (Bound(HasSingle, SingleName, SingleOptions, _single, _sum), Bound(HasDouble, "double", Plain, _double, []));
        }

        private static BoundStep<T> Bound<T>(bool isThere, string name, OptimizerOptions options, T[] pinned, T[] state)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            BoundStep<T> bound = new();
            fixed (T* memory = pinned, sum = state)
            {
                if (isThere)
                {
                    bound.Add(name, options, 1, [1], memory, memory + 1, options is AdagradOptions ? [(nint)sum] : []);
                }
            }

            Assert.Equal(isThere ? 1 : 0, bound.Count);
            return bound;
        }
    }
}
