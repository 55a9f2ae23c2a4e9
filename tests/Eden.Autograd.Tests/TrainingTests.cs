namespace Eden.Autograd.Tests;

/// <summary>What training around the step asks of differentiation.</summary>
public sealed class TrainingTests
{
    private const int Samples = 12;
    private const int Features = 4;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Micro_batches_train_as_the_batch_of_their_samples(int microBatches)
    {
        double[] whole = Train(microBatches: 1);

        Assert.Equal(whole, Train(microBatches), (x, y) => Math.Abs(x - y) <= 1e-13);
    }

    [Fact]
    public void A_frozen_parameter_gets_no_gradient_and_those_before_it_get_theirs()
    {
        Sequential<double> model = Model();
        Sequential<double> free = Model();
        model.Parameters[2].IsFrozen = true;

        Loss(model, 0, Samples).Backward();
        Loss(free, 0, Samples).Backward();

        Assert.Equal([true, true, false, true], model.Parameters.Select(parameter => parameter.HasGradient));
        Assert.Equal(free.Parameters[0].Gradient.ToArray(), model.Parameters[0].Gradient.ToArray());
    }

    [Fact]
    public void What_is_computed_from_frozen_parameters_alone_needs_no_gradient()
    {
        Sequential<double> model = Model();
        foreach (Parameter<double> parameter in model.Parameters)
        {
            parameter.IsFrozen = true;
        }

        Assert.False(Loss(model, 0, Samples).RequiresGradient);
        model.Parameters[0].IsFrozen = false;
        Assert.True(Loss(model, 0, Samples).RequiresGradient);
    }

    private static double[] Train(int microBatches)
    {
        Sequential<double> model = Model();
        using AdamW<double> optimizer = new(model.Parameters) { GradientOptions = new() { MicroBatches = microBatches, MaxNorm = 0.1, ClearAfterStep = true } };
        for (int step = 0; step < 5; step++)
        {
            int size = Samples / microBatches;
            for (int start = 0; start < Samples; start += size)
            {
                Loss(model, start, size).Backward();
            }

            optimizer.Step();
        }

        return [.. model.Parameters.SelectMany(parameter => parameter.Value.ToArray())];
    }

    private static Sequential<double> Model()
    {
        Xoshiro256 random = new(5);
        return new(new Linear<double>("0", Features, 6, random), new Tanh<double>(), new Linear<double>("2", 6, 3, random));
    }

    private static Variable<double> Loss(Sequential<double> model, int start, int size)
    {
        double[] input = [.. Enumerable.Range(start * Features, size * Features).Select(i => Math.Sin(i))];
        int[] labels = [.. Enumerable.Range(start, size).Select(i => i % 3)];
        return model.Forward(Variable<double>.Constant(input, size, Features)).CrossEntropy(labels);
    }
}
