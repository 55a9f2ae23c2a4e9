using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Tests;

/// <summary>What a step does with gradients.</summary>
public class GradientTests
{
    [Fact]
    public void Two_types_are_stepped_together()
    {
        TorchParameter single = Model.Parameter(3), wide = new(ones(3, ScalarType.Float64));
        using AdamW optimizer = new([single, wide]);
        Step(optimizer, [single, wide], 1);
        Assert.All(optimizer.state_dict().State, state => Assert.Equal(1, ((AdamW.State)state).step));
        optimizer.Fused.Gradients = new() { MaxNorm = 1 };
        Assert.Contains("float32 and float64 parameters", Assert.Throws<NotSupportedException>(() => optimizer.step()).Message);
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
        Assert.Equal(norm, clipped.Fused.LastStep.GradientNorm!.Value, 1e-5);
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
        Assert.True(scaled.Fused.LastStep.IsSkipped);
        Assert.Equal(Model.Values(expected), Model.Values(actual));
        Step(plain, expected, 1);
        Model.SetGradients(actual, 1);
        actual[0].grad!.mul_(1024);
        scaled.step();
        Assert.False(scaled.Fused.LastStep.IsSkipped);
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

    private static void Step(OptimizerHelper optimizer, TorchParameter[] parameters, int step)
    {
        Model.SetGradients(parameters, step);
        optimizer.step();
    }
}
