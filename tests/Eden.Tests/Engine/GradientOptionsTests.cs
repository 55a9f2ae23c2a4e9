namespace Eden.Tests.Engine;

public sealed class GradientOptionsTests
{
    [Fact]
    public void Clipping_by_norm_takes_the_step_of_the_scaled_gradient()
    {
        // The norm of (3, 4) is 5.
        double factor = 1 / (5 + 1e-6);
        Assert.Equal(
            Step(new GradientOptions(), [(float)factor * 3f, (float)factor * 4f]),
            Step(new GradientOptions { MaxNorm = 1 }, [3, 4]));
    }

    [Fact]
    public void A_norm_below_the_bound_changes_nothing() =>
        Assert.Equal(Step(new GradientOptions(), [3, 4]), Step(new GradientOptions { MaxNorm = 5.1 }, [3, 4]));

    [Fact]
    public void The_norm_is_reported_after_the_loss_scale_and_before_clipping()
    {
        Parameter<float> parameter = Parameter<float>.Wrap("p", new float[2], new float[] { 3, 4 });
        using Sgd<float> optimizer = new([parameter]) { LossScale = 2, GradientOptions = new GradientOptions { MaxNorm = 1 } };
        Assert.Equal(new StepResult(IsSkipped: false, 2.5), optimizer.Step());
    }

    [Fact]
    public void The_norm_spans_all_parameters_that_have_a_gradient()
    {
        Parameter<double>[] parameters =
        [
            Parameter<double>.Wrap("a", new double[2], new double[] { 2, 3 }),
            new Parameter<double>("absent", 100),
            Parameter<double>.Wrap("b", new double[1], new double[] { 6 }),
        ];
        using Sgd<double> optimizer = new(parameters) { GradientOptions = new GradientOptions { MaxNorm = 100 } };
        Assert.Equal(7, optimizer.Step().GradientNorm);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(100_003)]
    public void The_norm_agrees_with_a_plain_sum_at_any_length(int length)
    {
        Random random = new(length);
        float[] gradient = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
        double exact = Math.Sqrt(gradient.Sum(g => (double)g * g));
        using Sgd<float> optimizer = new([Parameter<float>.Wrap("p", new float[length], gradient)]) { GradientOptions = new GradientOptions { MaxNorm = 1e9 } };
        Assert.Equal(1, optimizer.Step().GradientNorm!.Value / exact, 1e-13);
    }

    [Fact]
    public void Clipping_by_value_clamps_after_the_loss_scale() =>
        Assert.Equal([-0.5f, 0.5f, -0.25f], StepSgd(new GradientOptions { MaxValue = 0.5 }, lossScale: 4, [100, -3, 1]));

    [Fact]
    public void Clipping_by_value_lets_a_nan_through() =>
        Assert.Equal([float.NaN], StepSgd(new GradientOptions { MaxValue = 0.5 }, lossScale: 1, [float.NaN]));

    [Fact]
    public void The_loss_scale_divides_gradients() =>
        Assert.Equal([-0.75f], StepSgd(new GradientOptions(), lossScale: 4, [3]));

    [Fact]
    public void Gradients_are_cleared_in_the_same_pass_when_asked()
    {
        float[] gradient = [.. Enumerable.Range(0, 37).Select(i => i + 1f)];
        float[] value = new float[37];
        using Sgd<float> optimizer = new([Parameter<float>.Wrap("p", value, gradient)], new SgdOptions { LearningRate = 1 }) { GradientOptions = new GradientOptions { ClearAfterStep = true } };
        optimizer.Step();
        Assert.All(gradient, g => Assert.Equal(0, g));
        Assert.Equal(Enumerable.Range(0, 37).Select(i => -(i + 1f)), value);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_skipped_step_changes_nothing_and_is_counted(float bad)
    {
        float[] value = [1, 2], gradient = [1, bad];
        Parameter<float> parameter = Parameter<float>.Wrap("p", value, gradient);
        using AdamW<float> optimizer = new([parameter]) { GradientOptions = new GradientOptions { NonFinite = NonFiniteGradients.SkipStep } };
        Assert.True(optimizer.Step().IsSkipped);
        Assert.Equal([1, 2], value);
        Assert.Equal(0, optimizer.GetStepCount(parameter));
        Assert.Equal(1, optimizer.SkippedSteps);
        gradient[1] = 1;
        Assert.False(optimizer.Step().IsSkipped);
        Assert.Equal(1, optimizer.GetStepCount(parameter));
        Assert.Equal(1, optimizer.SkippedSteps);
    }

    [Fact]
    public void Throwing_names_the_parameter_and_the_index_and_changes_nothing()
    {
        float[] value = [1, 2], gradient = [1, float.NaN];
        using AdamW<float> optimizer = new([Parameter<float>.Wrap("fc.weight", value, gradient)]) { GradientOptions = new GradientOptions { NonFinite = NonFiniteGradients.Throw } };
        string message = Assert.Throws<NotFiniteNumberException>(() => optimizer.Step()).Message;
        Assert.Contains("'fc.weight'", message, StringComparison.Ordinal);
        Assert.Contains("index 1", message, StringComparison.Ordinal);
        Assert.Equal([1, 2], value);
    }

    [Fact]
    public void Finite_doubles_whose_squares_overflow_are_not_refused()
    {
        double[] value = [0], gradient = [1e200];
        using Sgd<double> optimizer = new([Parameter<double>.Wrap("p", value, gradient)], new SgdOptions { LearningRate = 1 }) { GradientOptions = new GradientOptions { NonFinite = NonFiniteGradients.SkipStep } };
        Assert.False(optimizer.Step().IsSkipped);
        Assert.Equal(-1e200, value[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Bounds_out_of_range_are_refused(double bound)
    {
        Assert.Contains("MaxNorm", Assert.Throws<ArgumentOutOfRangeException>(() => new GradientOptions { MaxNorm = bound }).Message, StringComparison.Ordinal);
        Assert.Contains("MaxValue", Assert.Throws<ArgumentOutOfRangeException>(() => new GradientOptions { MaxValue = bound }).Message, StringComparison.Ordinal);
        using Sgd<float> optimizer = new([new Parameter<float>("p", 1)]);
        Assert.Contains("LossScale", Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.LossScale = bound).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_ways_of_clipping_at_once_are_refused()
    {
        using Sgd<float> optimizer = new([new Parameter<float>("p", 1)]);
        Assert.Throws<ArgumentException>(() => optimizer.GradientOptions = new GradientOptions { MaxNorm = 1, MaxValue = 1 });
    }

    [Fact]
    public void A_dynamic_loss_scale_backs_off_on_overflow_and_grows_after_the_interval()
    {
        float[] gradient = [1];
        using Sgd<float> optimizer = new([Parameter<float>.Wrap("p", new float[1], gradient)]) { GradientOptions = new GradientOptions { NonFinite = NonFiniteGradients.SkipStep } };
        DynamicLossScale scale = new() { Scale = 1024, GrowthInterval = 3 };
        List<double> scales = [];
        foreach (float g in new[] { 1, float.PositiveInfinity, 1, 1, 1, 1, float.NaN, float.NaN, 1, 1, 1 })
        {
            gradient[0] = g;
            scale.Step(optimizer);
            scales.Add(scale.Scale);
        }

        Assert.Equal([1024, 512, 512, 512, 1024, 1024, 512, 256, 256, 256, 512], scales);
    }

    [Fact]
    public void A_dynamic_loss_scale_refuses_an_optimizer_that_does_not_skip()
    {
        using Sgd<float> optimizer = new([new Parameter<float>("p", 1)]);
        Assert.Throws<InvalidOperationException>(() => new DynamicLossScale().Step(optimizer));
    }

    private static float[] Step(GradientOptions options, float[] gradient)
    {
        float[] value = [1, 2];
        using AdamW<float> optimizer = new([Parameter<float>.Wrap("p", value, gradient)]) { GradientOptions = options };
        optimizer.Step();
        return value;
    }

    private static float[] StepSgd(GradientOptions options, double lossScale, float[] gradient)
    {
        float[] value = new float[gradient.Length];
        using Sgd<float> optimizer = new([Parameter<float>.Wrap("p", value, gradient)], new SgdOptions { LearningRate = 1 }) { GradientOptions = options, LossScale = lossScale };
        optimizer.Step();
        return value;
    }
}
