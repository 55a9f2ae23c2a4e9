using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Tests;

/// <summary>Evaluation at other values than the training's.</summary>
public class EvaluationTests
{
    private static readonly ScheduleFreeAdamWOptions ScheduleFree = new() { LearningRate = 0.05, WeightDecay = 0.1 };

    [Theory]
    [InlineData(ScalarType.Float32, 1e-6)]
    [InlineData(ScalarType.Float64, 1e-14)]
    public void Schedule_free_is_evaluated_at_its_average(ScalarType type, double precision)
    {
        TorchParameter tensor = new(Model.Numbers([4, 3], type, 1));
        Parameter<double> array = new("w", 4, 3);
        Model.Values(tensor).CopyTo(array.Value);
        using FusedOptimizer optimizer = new([tensor], ScheduleFree);
        using Optimizer<double> expected = new([array], ScheduleFree);
        for (int step = 1; step <= 5; step++)
        {
            Model.SetGradients([tensor], step);
            array.HasGradient = true;
            Model.Values(tensor.grad!).CopyTo(array.Gradient);
            optimizer.step();
            expected.Step();
        }

        double[] training = Model.Values(tensor);
        using (NewDisposeScope())
        using (optimizer.Evaluate())
        using (expected.Evaluate())
        {
            Assert.All(Model.Values(tensor).Zip(array.Value.ToArray()), pair => Assert.Equal(pair.Second, pair.First, precision));
            Assert.Contains("at their evaluation point", Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message);
            Assert.Throws<InvalidOperationException>(optimizer.Evaluate);
        }

        Assert.Equal(training, Model.Values(tensor));
        optimizer.step();
    }

    [Fact]
    public void Nothing_moves_before_the_first_step_and_in_other_groups()
    {
        TorchParameter free = Model.Parameter(3), plain = Model.Parameter(3);
        using FusedOptimizer optimizer = new(new FusedOptimizer.ParamGroup([free], ScheduleFree), new FusedOptimizer.ParamGroup([plain], new LionOptions()));
        double[] before = Model.Values(free);
        using (optimizer.Evaluate())
        {
            Assert.Equal(before, Model.Values(free));
        }

        for (int step = 1; step <= 2; step++)
        {
            Model.SetGradients([free, plain], step);
            optimizer.step();
        }

        (double[] freeThen, double[] plainThen) = (Model.Values(free), Model.Values(plain));
        using (optimizer.Evaluate())
        {
            Assert.NotEqual(freeThen, Model.Values(free));
            Assert.Equal(plainThen, Model.Values(plain));
        }
    }

    [Fact]
    public void An_evaluation_may_be_under_inference_mode_and_outlives_what_was_disposed()
    {
        TorchParameter kept = Model.Parameter(3), gone = Model.Parameter(3);
        using FusedOptimizer optimizer = new([kept, gone], ScheduleFree);
        Model.SetGradients([kept, gone], 1);
        optimizer.step();
        optimizer.step();
        double[] training = Model.Values(kept);
        using (inference_mode(true))
        {
            IDisposable evaluation = optimizer.Evaluate();
            gone.Dispose();
            evaluation.Dispose();
            evaluation.Dispose();
        }

        Assert.Equal(training, Model.Values(kept));
    }

    [Fact]
    public void A_backward_pass_over_a_graph_from_before_an_evaluation_fails()
    {
        TorchParameter weight = Model.Parameter(3);
        using ExponentialAverage average = new([weight]);
        average.Update();
        Tensor loss = weight.pow(3).sum();
        average.Evaluate().Dispose();
        Assert.Contains("modified by an inplace operation", Assert.ThrowsAny<Exception>(() => loss.backward()).Message);
    }

    [Fact]
    public void An_average_has_the_bits_of_one_over_arrays()
    {
        TorchParameter single = new(Model.Numbers([7, 5], ScalarType.Float32, 1).t()), wide = new(Model.Numbers([33], ScalarType.Float64, 2));
        Parameter<float> singles = new("single", 7, 5);
        Parameter<double> doubles = new("wide", 33);
        ExponentialAverageOptions options = new() { Decay = 0.9, Start = AverageStart.BiasCorrected };
        using ExponentialAverage average = new([("single", single), ("wide", wide), ("tied", single)], options);
        using ExponentialAverage<float> expectedSingles = new([singles], options);
        using ExponentialAverage<double> expectedDoubles = new([doubles], options);
        for (int update = 1; update <= 4; update++)
        {
            using (no_grad())
            {
                single.copy_(Model.Numbers([7, 5], ScalarType.Float32, 10 * update).t());
                wide.copy_(Model.Numbers([33], ScalarType.Float64, update));
            }

            Model.Numbers([7, 5], ScalarType.Float32, 10 * update).data<float>().ToArray().CopyTo(singles.Value);
            Model.Numbers([33], ScalarType.Float64, update).data<double>().ToArray().CopyTo(doubles.Value);
            average.Update();
            expectedSingles.Update();
            expectedDoubles.Update();
        }

        Assert.Equal(["single", "wide"], average.Averages.Keys);
        Assert.Equal((4, options), (average.Updates, average.Options));
        Assert.Equal(expectedSingles.GetValues(singles).ToArray(), average.Averages["single"].t().contiguous().data<float>().ToArray());
        double[] training = Model.Values(wide);
        using (average.Evaluate())
        {
            Assert.Equal(expectedDoubles.GetValues(doubles).ToArray(), Model.Values(wide));
            Assert.Throws<InvalidOperationException>(average.Update);
            Assert.Throws<InvalidOperationException>(average.Evaluate);
        }

        Assert.Equal(training, Model.Values(wide));
    }

    [Fact]
    public void An_average_goes_on_from_its_tensors_and_count()
    {
        TorchParameter weight = Model.Parameter(3);
        using ExponentialAverage first = new([weight]), second = new([weight]);
        first.Update();
        using (no_grad())
        {
            weight.mul_(2);
        }

        second.Averages["0"].copy_(first.Averages["0"]);
        second.Updates = first.Updates;
        first.Update();
        second.Update();
        Assert.Equal(Model.Values(first.Averages["0"]), Model.Values(second.Averages["0"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => second.Updates = -1);
    }

    [Fact]
    public void What_an_average_cannot_take_is_refused()
    {
        TorchParameter weight = Model.Parameter(3);
        Assert.Throws<ArgumentException>(() => new ExponentialAverage(Array.Empty<TorchParameter>()));
        Assert.Contains("Two parameters are called 'w'", Assert.Throws<ArgumentException>(() => new ExponentialAverage([("w", weight), ("w", Model.Parameter(2))])).Message);
        Assert.Contains("is a Float16 CPU tensor", Assert.Throws<NotSupportedException>(() => new ExponentialAverage([new TorchParameter(ones(3, ScalarType.Float16))])).Message);
        ExponentialAverage average = new([weight]);
        using (no_grad())
        {
            weight.set_(ones(4));
        }

        Assert.Contains("no longer fits the parameter", Assert.Throws<InvalidOperationException>(average.Update).Message);
        average.Dispose();
        Assert.Throws<ObjectDisposedException>(average.Update);
        Assert.Throws<ObjectDisposedException>(average.Evaluate);
    }

    [Fact]
    public void An_average_made_in_a_dispose_scope_outlives_it()
    {
        TorchParameter weight = Model.Parameter(3);
        ExponentialAverage average;
        using (NewDisposeScope())
        {
            average = new([weight]);
            average.Update();
        }

        average.Update();
        Assert.Equal(Model.Values(weight), Model.Values(average.Averages["0"]));
        average.Dispose();
    }
}
