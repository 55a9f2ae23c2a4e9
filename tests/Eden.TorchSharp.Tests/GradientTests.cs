using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Tests;

/// <summary>What a step does with gradients.</summary>
public class GradientTests
{
    [Fact]
    public void Two_types_are_stepped_and_clipped_together()
    {
        TorchParameter single = new(zeros(1)), wide = new(zeros(1, ScalarType.Float64));
        using SGD optimizer = new([single, wide], 1);
        optimizer.Fused.Gradients = new() { MaxNorm = 1, NonFinite = NonFiniteGradients.SkipStep };
        single.grad = full(1, 3f);
        wide.grad = full(1, 4.0, ScalarType.Float64);
        optimizer.step();
        Assert.Equal(new StepResult(IsSkipped: false, 5), optimizer.Fused.LastStep);
        Assert.Equal(-0.6, Model.Values(single)[0], 1e-6);
        Assert.Equal(-0.8, Model.Values(wide)[0], 1e-6);
        wide.grad = full(1, double.NaN, ScalarType.Float64);
        optimizer.step();
        Assert.True(optimizer.Fused.LastStep!.Value.IsSkipped);
        Assert.Equal(-0.6, Model.Values(single)[0], 1e-6);
    }

    [Fact]
    public void A_refusal_of_one_type_leaves_the_other()
    {
        TorchParameter wide = new(ones(3, ScalarType.Float64)), single = Model.Parameter(3);
        foreach (TorchParameter[] order in (TorchParameter[][])[[wide, single], [single, wide]])
        {
            using AdamW optimizer = new(order, eps: 1e-60);
            Model.SetGradients(order, 1);
            double[] before = Model.Values(single);
            Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.step());
            Assert.Equal([1, 1, 1], Model.Values(wide));
            Assert.Equal(before, Model.Values(single));
            Assert.All(optimizer.state_dict().State, state => Assert.Equal(0, ((AdamW.State)state).step));
        }
    }

    [Fact]
    public void Clipping_by_norm_is_torchs()
    {
        TorchParameter[] expected = Model.Parameters(), actual = Model.Parameters();
        using SGD plain = new(expected, 1), clipped = new(actual, 1);
        clipped.Fused.Gradients = new() { MaxNorm = 0.5 };
        Model.SetGradients(expected, 1);
        Model.SetGradients(actual, 1);
        double norm = nn.utils.clip_grad_norm_(expected, 0.5);
        plain.step();
        clipped.step();
        Assert.Equal(norm, clipped.Fused.LastStep!.Value.GradientNorm!.Value, 1e-5);
        Assert.All(expected.Zip(actual), pair => Assert.True(pair.First.allclose(pair.Second, 1e-5, 1e-6)));
    }

    [Fact]
    public void Clipping_by_value_is_torchs()
    {
        TorchParameter[] expected = Model.Parameters(), actual = Model.Parameters();
        using SGD plain = new(expected, 1), clipped = new(actual, 1);
        clipped.Fused.Gradients = new() { MaxValue = 0.25 };
        Model.SetGradients(expected, 1);
        Model.SetGradients(actual, 1);
        nn.utils.clip_grad_value_(expected, 0.25);
        plain.step();
        clipped.step();
        Assert.Equal(Model.Values(expected), Model.Values(actual));
    }

    [Fact]
    public void A_scaled_loss_steps_as_the_loss_and_skips_where_it_overflows()
    {
        TorchParameter[] expected = [Model.Parameter(3)], actual = [Model.Parameter(3)];
        using SGD plain = new(expected, 0.5, 0.9), scaled = new(actual, 0.5, 0.9);
        scaled.Fused.Gradients = new() { NonFinite = NonFiniteGradients.SkipStep };
        scaled.Fused.LossScale = 1024;
        actual[0].grad = full(3, float.PositiveInfinity);
        scaled.step();
        Assert.True(scaled.Fused.LastStep!.Value.IsSkipped);
        Assert.Equal(Model.Values(expected), Model.Values(actual));
        Step(plain, expected, 1);
        Model.SetGradients(actual, 1);
        actual[0].grad!.mul_(1024);
        scaled.step();
        Assert.False(scaled.Fused.LastStep!.Value.IsSkipped);
        Assert.Equal(Model.Values(expected), Model.Values(actual));
    }

    [Fact]
    public void A_dynamic_scale_moves_as_over_arrays()
    {
        TorchParameter weight = new(ones(1));
        Parameter<float> array = new("weight", 1) { HasGradient = true };
        array.Value[0] = 1;
        GradientOptions gradients = new() { NonFinite = NonFiniteGradients.SkipStep };
        using SGD torch = new([weight], 0.5);
        torch.Fused.Gradients = gradients;
        using Optimizer<float> plain = new([array], new SgdOptions { LearningRate = 0.5 }) { GradientOptions = gradients };
        DynamicLossScale expected = new() { GrowthInterval = 2 }, actual = new() { GrowthInterval = 2 };
        foreach (float gradient in new[] { 1, float.PositiveInfinity, float.NaN, 1, 2, 3, float.NegativeInfinity, 1 })
        {
            float scaled = gradient * (float)actual.Scale;
            weight.grad = full(1, scaled);
            array.Gradient[0] = scaled;
            StepResult result = actual.Step(torch);
            Assert.Equal(expected.Step(plain).IsSkipped, result.IsSkipped);
            Assert.Equal((expected.Scale, expected.GoodSteps), (actual.Scale, actual.GoodSteps));
            Assert.Equal(array.Value[0], weight.item<float>());
        }
    }

    [Fact]
    public void A_dynamic_scale_ends_at_its_floor_and_wants_skips()
    {
        TorchParameter weight = new(ones(1));
        weight.grad = full(1, float.NaN);
        using SGD optimizer = new([weight], 0.5);
        DynamicLossScale scale = new() { Scale = double.Exp2(-126) };
        Assert.Throws<InvalidOperationException>(() => scale.Step(optimizer));
        optimizer.Fused.Gradients = new() { NonFinite = NonFiniteGradients.SkipStep };
        Assert.Throws<NotFiniteNumberException>(() => scale.Step(optimizer));
        Assert.Equal(double.Exp2(-126), scale.Scale);
    }

    [Fact]
    public void A_scaled_step_without_gradients_counts_for_nothing()
    {
        using SGD optimizer = new([Model.Parameter(3)], 0.5);
        optimizer.Fused.Gradients = new() { NonFinite = NonFiniteGradients.SkipStep };
        DynamicLossScale scale = new() { Scale = 4, GrowthInterval = 1 };
        Assert.Contains("No parameter has a gradient", Assert.Throws<InvalidOperationException>(() => scale.Step(optimizer)).Message);
        Assert.Equal((4, 0), (scale.Scale, scale.GoodSteps));
        Assert.Null(optimizer.Fused.LastStep);
    }

    [Fact]
    public void A_measured_step_tells_what_one_over_arrays_tells()
    {
        TorchParameter[] tensors = [Model.Parameter(3), Model.Parameter(4, 2)], plain = [Model.Parameter(3), Model.Parameter(4, 2)];
        Parameter<float>[] arrays = [new("first", 3) { HasGradient = true }, new("second", 4, 2) { HasGradient = true }];
        Model.SetGradients(tensors, 1);
        Model.SetGradients(plain, 1);
        for (int i = 0; i < arrays.Length; i++)
        {
            tensors[i].data<float>().ToArray().CopyTo(arrays[i].Value);
            tensors[i].grad!.data<float>().ToArray().CopyTo(arrays[i].Gradient);
        }

        using AdamW optimizer = new([("first", tensors[0]), ("second", tensors[1])]), other = new(plain);
        using Optimizer<float> expected = new(arrays, new AdamWOptions());
        StepStatistics statistics = optimizer.StepAndMeasure(), wanted = expected.StepAndMeasure();
        other.step();
        Assert.Equal((wanted.Result, wanted.Total), (statistics.Result, statistics.Total));
        Assert.Equal(wanted.Parameters, statistics.Parameters);
        Assert.Equal(Model.Values(plain), Model.Values(tensors));
        tensors[0].grad = tensors[1].grad = null;
        Assert.Contains("no step to measure", Assert.Throws<InvalidOperationException>(() => optimizer.StepAndMeasure()).Message);
    }

    private static void Step(OptimizerHelper optimizer, TorchParameter[] parameters, int step)
    {
        Model.SetGradients(parameters, step);
        optimizer.step();
    }
}
