namespace Eden.Tests.Training;

public class AccumulationTests
{
    [Fact]
    public void Four_micro_batches_make_the_step_of_one_batch_of_their_samples()
    {
        // The loss of a sample is (x·w − y)²/2, that of a batch their mean. With these numbers nothing is rounded before the step.
        double[][] inputs = [[1, 2], [3, -1], [0.5, 4], [-2, 1], [1, 1], [2, -3], [0.25, 8], [-4, -1]];
        double[] targets = [1, 0, -1, 2, 0.5, -0.5, 4, 3];

        Assert.Equal(Train(inputs, targets, batch: 8, new GradientOptions()), Train(inputs, targets, batch: 2, new GradientOptions { MicroBatches = 4, ClearAfterStep = true }));
    }

    [Fact]
    public void Clipping_and_the_reported_norm_see_the_mean()
    {
        Parameter<float> parameter = Parameter<float>.Wrap("p", new float[2], new float[] { 6, 8 });
        using Sgd<float> optimizer = new([parameter], new() { LearningRate = 1 }) { LossScale = 2, GradientOptions = new() { MicroBatches = 5, MaxNorm = 2 } };

        Assert.Equal(1, optimizer.Step().GradientNorm);
        Assert.Equal([-0.6f, -0.8f], parameter.Value.ToArray());
    }

    [Fact]
    public void A_dynamic_loss_scale_goes_together_with_micro_batches()
    {
        Parameter<float> parameter = Parameter<float>.Wrap("p", new float[1], new float[] { 64 });
        using Sgd<float> optimizer = new([parameter], new() { LearningRate = 1 }) { GradientOptions = new() { MicroBatches = 2, NonFinite = NonFiniteGradients.SkipStep } };

        new DynamicLossScale { Scale = 16 }.Step(optimizer);

        Assert.Equal([-2], parameter.Value.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void No_micro_batch_is_refused(int microBatches) => Assert.StartsWith(
        $"MicroBatches is {microBatches}; it must be from 1 to 2147483647.",
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientOptions { MicroBatches = microBatches }).Message,
        StringComparison.Ordinal);

    private static double[] Train(double[][] inputs, double[] targets, int batch, GradientOptions gradients)
    {
        Parameter<double> weight = Parameter<double>.Wrap("w", new double[] { 0.5, -0.25 });
        using AdamW<double> optimizer = new([weight]) { GradientOptions = gradients };
        for (int start = 0; start < inputs.Length; start += batch)
        {
            weight.HasGradient = true;
            for (int i = start; i < start + batch; i++)
            {
                double error = (inputs[i][0] * weight.Value[0]) + (inputs[i][1] * weight.Value[1]) - targets[i];
                weight.Gradient[0] += error * inputs[i][0] / batch;
                weight.Gradient[1] += error * inputs[i][1] / batch;
            }

            if ((start / batch) + 1 == gradients.MicroBatches)
            {
                optimizer.Step();
            }
        }

        return weight.Value.ToArray();
    }
}
