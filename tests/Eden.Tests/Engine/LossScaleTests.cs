namespace Eden.Tests.Engine;

/// <summary>A loss scale and its inverse are normal numbers of the element type, and what is checked is what enters the step.</summary>
public sealed class LossScaleTests
{
    private const double Floor32 = 1.1754943508222875E-38;
    private const double Ceiling32 = 8.507059173023462E+37;

    [Fact]
    public void Backing_off_below_the_floor_is_an_error_and_no_weight_is_lost()
    {
        float[] value = [1], gradient = [float.NaN];
        using Sgd<float> optimizer = Skipping(value, gradient);
        DynamicLossScale scale = new();

        // From 2¹⁶ to 2⁻¹²⁶.
        for (int i = 0; i < 142; i++)
        {
            Assert.True(scale.Step(optimizer).IsSkipped);
        }

        Assert.Equal(Floor32, scale.Scale);
        NotFiniteNumberException exception = Assert.Throws<NotFiniteNumberException>(() => scale.Step(optimizer));
        Assert.Equal("Gradients are infinite or NaN at a loss scale of 1.1754943508222875E-38, and float32 allows none below 1.1754943508222875E-38: it is not the scale; look at the loss, the data and the learning rate.", exception.Message);
        Assert.Equal((Floor32, 143L), (scale.Scale, optimizer.SkippedSteps));
        Assert.Equal([1], value);

        // The floor is a scale like any other: 2⁻¹²⁶·½ is a gradient of ½.
        gradient[0] = (float)(0.5 * Floor32);
        Assert.False(scale.Step(optimizer).IsSkipped);
        Assert.Equal([0.5f], value);
    }

    [Fact]
    public void A_step_taken_elsewhere_updates_the_scale_as_one_of_Edens()
    {
        DynamicLossScale scale = new() { Scale = 8, GrowthInterval = 2 };
        scale.Update<double>(new(IsSkipped: false, 1));
        Assert.Equal((8, 1), (scale.Scale, scale.GoodSteps));
        scale.Update<double>(new(IsSkipped: true, double.NaN));
        Assert.Equal((4, 0), (scale.Scale, scale.GoodSteps));
        scale.Update<double>(new(IsSkipped: false, 1));
        scale.Update<double>(new(IsSkipped: false, 1));
        Assert.Equal((8, 0), (scale.Scale, scale.GoodSteps));
        Assert.Throws<ArgumentOutOfRangeException>(() => scale.Update<double>(new(IsSkipped: true, double.NaN), microBatches: 0));
        Assert.Equal(8, scale.Scale);
    }

    [Fact]
    public void A_backoff_factor_that_leads_below_the_floor_at_once_is_an_error_too()
    {
        using Sgd<float> optimizer = Skipping([1], [float.NaN]);
        DynamicLossScale scale = new() { Scale = 1, BackoffFactor = 1e-39 };
        Assert.Throws<NotFiniteNumberException>(() => scale.Step(optimizer));
        Assert.Equal(1, scale.Scale);
    }

    [Fact]
    public void Growth_ends_at_the_ceiling()
    {
        float[] value = [0], gradient = [(float)(1e-30 * Ceiling32)];
        using Sgd<float> optimizer = Skipping(value, gradient);
        DynamicLossScale scale = new() { Scale = Ceiling32 / 2, GrowthInterval = 1, GrowthFactor = 3 };
        scale.Step(optimizer);
        Assert.Equal(Ceiling32, scale.Scale);
        value[0] = 0;
        scale.Step(optimizer);
        Assert.Equal((Ceiling32, -1e-30f), (scale.Scale, value[0]));

        optimizer.GradientOptions = optimizer.GradientOptions with { MicroBatches = 1 };
        scale.Scale = Ceiling32 / 8;
        optimizer.LossScale = 1;
        optimizer.GradientOptions = optimizer.GradientOptions with { MicroBatches = 4 };
        scale.Step(optimizer);
        Assert.Equal(Ceiling32 / 4, scale.Scale);
    }

    [Fact]
    public void Scales_without_a_normal_inverse_are_refused_and_the_old_one_stays()
    {
        using Sgd<float> optimizer = Skipping([0], [1]);
        foreach (double scale in (double[])[Math.ScaleB(1, 160), Math.ScaleB(1, -127), 1e-46, double.NaN, double.PositiveInfinity, 0, -1])
        {
            ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.LossScale = scale);
            Assert.StartsWith(FormattableString.Invariant($"LossScale is {scale}; in float32 it must be from {Floor32} to {Ceiling32}."), exception.Message, StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new DynamicLossScale { Scale = Math.ScaleB(1, 160) }.Step(optimizer));
        Assert.Equal((1, 0), (optimizer.LossScale, optimizer.GetStepCount(optimizer.Groups[0].Parameters[0])));
        optimizer.LossScale = Ceiling32;
        Assert.StartsWith("LossScale times MicroBatches is 1.7014118346046923E+38;", Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.GradientOptions = new() { MicroBatches = 2 }).Message, StringComparison.Ordinal);
        Assert.Equal(1, optimizer.GradientOptions.MicroBatches);

        using Sgd<double> wide = new([new Parameter<double>("p", 1)]) { LossScale = Math.ScaleB(1, 160) };
        wide.LossScale = Math.ScaleB(1, 1022);
        Assert.Throws<ArgumentOutOfRangeException>(() => wide.LossScale = Math.ScaleB(1, 1023));
    }

    [Theory]
    [InlineData(1e20f, false)]
    [InlineData(3.3e38f, false)]
    [InlineData(3.5e-38f, true)]
    public void A_gradient_that_overflows_when_it_is_unscaled_is_refused(float gradient, bool isTaken)
    {
        float[] value = [0, 0];
        using Sgd<float> optimizer = new([Parameter<float>.Wrap("p", value, new float[] { 0, gradient })], new() { LearningRate = 1 })
        {
            LossScale = Floor32,
            GradientOptions = new() { NonFinite = NonFiniteGradients.SkipStep },
        };
        Assert.Equal(!isTaken, optimizer.Step().IsSkipped);
        Assert.Equal([0, isTaken ? -(float)(gradient / Floor32) : 0], value);
        optimizer.GradientOptions = new() { NonFinite = NonFiniteGradients.Throw };
        if (!isTaken)
        {
            Assert.Equal("The gradient of 'p' is infinite or NaN at index 1 once it is divided by the loss scale.", Assert.Throws<NotFiniteNumberException>(() => optimizer.Step()).Message);
            Assert.Equal([0, 0], value);
        }
    }

    [Fact]
    public void A_gradient_near_the_largest_number_that_stays_finite_is_taken()
    {
        float[] value = [0, 0];
        float[] gradient = [float.MaxValue, -float.MaxValue];
        using Sgd<float> optimizer = Skipping(value, gradient);
        Assert.False(optimizer.Step().IsSkipped);
        Assert.Equal([-float.MaxValue, float.MaxValue], value);
    }

    [Fact]
    public void The_norm_of_finite_gradients_is_finite_at_any_scale()
    {
        double[] value = [0];
        using Sgd<double> optimizer = new([Parameter<double>.Wrap("p", value, new double[] { 1 })], new() { LearningRate = 1 })
        {
            LossScale = Math.ScaleB(1, -1022),
            GradientOptions = new() { MaxNorm = 1 },
        };
        Assert.Equal(Math.ScaleB(1, 1022), optimizer.Step().GradientNorm);
        Assert.Equal(-1, value[0], 1e-15);
    }

    [Fact]
    public void Statistics_are_of_unscaled_gradients_at_any_scale()
    {
        double[] gradient = [3e300, 4e300];
        using Sgd<double> optimizer = new([Parameter<double>.Wrap("p", new double[2], gradient)]) { LossScale = 1e300 };
        Assert.Equal(5, optimizer.StepAndMeasure().Total.Gradient, 1e-14);
    }

    private static Sgd<float> Skipping(float[] value, float[] gradient) =>
        new([Parameter<float>.Wrap("p", value, gradient)], new() { LearningRate = 1 }) { GradientOptions = new() { NonFinite = NonFiniteGradients.SkipStep } };
}
