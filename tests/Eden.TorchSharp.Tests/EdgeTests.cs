using TorchSharp;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Tests;

/// <summary>Where raw memory is dangerous.</summary>
public class EdgeTests
{
    [Fact]
    public void A_backward_pass_over_an_older_graph_fails()
    {
        TorchParameter weight = Model.Parameter(3);
        using AdamW optimizer = new([weight]);
        Tensor loss = weight.pow(3).sum();
        weight.grad = ones(3);
        optimizer.step();
        Assert.Contains("modified by an inplace operation", Assert.ThrowsAny<Exception>(() => loss.backward()).Message);
    }

    [Fact]
    public void A_version_is_counted_by_public_calls_too()
    {
        foreach (long[] shape in new long[][] { [3], [] })
        {
            TorchParameter weight = Model.Parameter(shape);
            Tensor loss = weight.pow(3).sum();
            Native.BumpVersionByView(weight);
            Assert.Contains("modified by an inplace operation", Assert.ThrowsAny<Exception>(() => loss.backward()).Message);
        }
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Transposed_parameters_and_gradients_step_as_others(bool transposeValue, bool transposeGradient)
    {
        Tensor value = Model.Numbers([6, 4], ScalarType.Float32, 1), gradient = Model.Numbers([6, 4], ScalarType.Float32, 2);
        TorchParameter expected = new(value.clone()), actual = new(transposeValue ? Turned(value) : value.clone());
        using AdamW plain = new([expected]), turned = new([actual]);
        for (int step = 0; step < 3; step++)
        {
            expected.grad = gradient.clone();
            actual.grad = transposeGradient ? Turned(gradient) : gradient.clone();
            plain.step();
            turned.step();
        }

        Assert.Equal(Model.Values(expected), Model.Values(actual));
        Assert.Equal(Model.Values(gradient), Model.Values(actual.grad!));
    }

    [Fact]
    public void An_expanded_gradient_is_read_element_by_element()
    {
        TorchParameter expected = Model.Parameter(4, 3), actual = Model.Parameter(4, 3);
        using SGD plain = new([expected]), expanded = new([actual]);
        expected.grad = full(4, 3, 0.5f);
        actual.grad = tensor(0.5f).expand(4, 3);
        plain.step();
        expanded.step();
        Assert.Equal(Model.Values(expected), Model.Values(actual));
    }

    [Fact]
    public void A_parameter_without_a_gradient_stays_and_counts_no_step()
    {
        TorchParameter first = Model.Parameter(3), second = Model.Parameter(3);
        double[] before = Model.Values(second);
        using AdamW optimizer = new([first, second]);
        Model.SetGradients([first], 1);
        optimizer.step();
        Assert.Equal(before, Model.Values(second));
        Assert.Equal([1L, 0L], optimizer.state_dict().State.Select(state => ((AdamW.State)state).step));
    }

    [Fact]
    public void A_step_without_any_gradient_is_none()
    {
        using AdamW optimizer = new([Model.Parameter(3)]);
        Assert.Null(optimizer.step());
    }

    [Fact]
    public void Tied_weights_are_stepped_once()
    {
        TorchParameter alone = Model.Parameter(3), tied = Model.Parameter(3);
        using AdamW one = new([alone]), two = new([tied, tied, new TorchParameter(Model.Numbers([2], ScalarType.Float32, 9))]);
        Model.SetGradients([alone], 1);
        Model.SetGradients([tied], 1);
        one.step();
        two.step();
        Assert.Equal(Model.Values(alone), Model.Values(tied));
    }

    [Fact]
    public void Two_modules_with_one_weight_step_it_once()
    {
        TorchSharp.Modules.Linear first = nn.Linear(3, 3, hasBias: false), second = nn.Linear(3, 3, hasBias: false);
        second.weight = first.weight;
        TorchParameter alone = new(first.weight!.detach().clone());
        using AdamW one = new([alone]), two = new([first.weight!, second.weight!]);
        alone.grad = ones(3, 3);
        first.weight!.grad = ones(3, 3);
        one.step();
        two.step();
        Assert.Equal(Model.Values(alone), Model.Values(first.weight!));
    }

    [Fact]
    public void State_made_in_a_dispose_scope_outlives_it()
    {
        TorchParameter[] weights = Model.Parameters();
        using SGD optimizer = new(weights, 0.1, 0.9);
        using AdamW adam = new(weights, amsgrad: true);
        for (int step = 0; step < 3; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            Model.SetGradients(weights.Select(weight => weight), step);
            optimizer.step();
            adam.step();
            foreach (TorchParameter weight in weights)
            {
                weight.grad = null;
            }
        }

        Assert.All(optimizer.state_dict().State, state => Assert.False(((SGD.State)state).momentum_buffer.IsInvalid));
    }

    [Theory]
    [MemberData(nameof(ArgumentCase.Names), MemberType = typeof(ArgumentCase))]
    public void An_optimizer_made_in_a_dispose_scope_outlives_it(string name, ScalarType type)
    {
        TorchParameter[] weights = Model.Parameters(type);
        TorchSharp.Modules.OptimizerHelper optimizer;
        using (NewDisposeScope())
        {
            optimizer = ArgumentCase.Of(name).Eden(weights);
        }

        Model.SetGradients(weights, 1);
        optimizer.step();
        optimizer.step();
        optimizer.Dispose();
    }

    [Fact]
    public void A_step_under_no_grad_and_inference_mode_is_the_same()
    {
        TorchParameter[] expected = Model.Parameters(), actual = Model.Parameters();
        using SGD plain = new(expected, 0.1, 0.9), guarded = new(actual, 0.1, 0.9);
        for (int step = 1; step <= 3; step++)
        {
            Model.SetGradients(expected, step);
            Model.SetGradients(actual, step);
            plain.step();
            using IDisposable guard = step == 2 ? no_grad() : inference_mode(true);
            guarded.step();
        }

        Assert.Equal(Model.Values(expected), Model.Values(actual));
    }

    [Fact]
    public void A_closure_runs_with_gradients_and_its_loss_comes_back()
    {
        TorchParameter weight = Model.Parameter(3);
        double[] before = Model.Values(weight);
        using AdamW optimizer = new([weight]);
        using IDisposable guard = no_grad();
        Tensor? loss = optimizer.step(() =>
        {
            optimizer.zero_grad();
            Tensor value = weight.pow(2).sum();
            value.backward();
            return value;
        });
        Assert.Equal(before.Sum(x => x * x), loss!.ToDouble(), 1e-6);
        Assert.NotEqual(before, Model.Values(weight));
    }

    [Fact]
    public void A_gradient_made_anew_elsewhere_is_found()
    {
        TorchParameter expected = Model.Parameter(3), actual = Model.Parameter(3);
        using AdamW one = new([expected]), two = new([actual]);
        expected.grad = zeros(3);
        for (int step = 1; step <= 3; step++)
        {
            expected.grad!.copy_(Model.Numbers([3], ScalarType.Float32, step));
            actual.grad = null;
            Model.SetGradients([actual], 0);
            actual.grad = Model.Numbers([3], ScalarType.Float32, step);
            one.step();
            two.step();
        }

        Assert.Equal(Model.Values(expected), Model.Values(actual));
    }

    [Fact]
    public void Memory_replaced_by_set_is_found()
    {
        TorchParameter weight = Model.Parameter(3);
        using SGD optimizer = new([weight], 1);
        weight.grad = ones(3);
        optimizer.step();
        Tensor replacement = tensor(new float[] { 1, 2, 3 });
        using (no_grad())
        {
            weight.set_(replacement);
        }

        optimizer.step();
        Assert.Equal([0, 1, 2], Model.Values(replacement));
    }

    [Fact]
    public void A_state_of_another_layout_is_taken_over()
    {
        TorchParameter expected = Model.Parameter(6, 4), actual = new(Turned(Model.Numbers([6, 4], ScalarType.Float32, 1)));
        using AdamW plain = new([expected]), turned = new([actual]);
        Model.SetGradients([expected], 1);
        Model.SetGradients([actual], 1);
        plain.step();
        turned.step();
        AdamW.State state = (AdamW.State)turned.state_dict().State[0];
        state.exp_avg = state.exp_avg.contiguous().DetachFromDisposeScope();
        Model.SetGradients([expected], 2);
        Model.SetGradients([actual], 2);
        plain.step();
        turned.step();
        Assert.Equal(Model.Values(expected), Model.Values(actual));
    }

    [Fact]
    public void Clearing_after_the_step_clears_a_gradient_of_another_layout()
    {
        TorchParameter weight = Model.Parameter(6, 4);
        weight.grad = Turned(ones(6, 4));
        using SGD optimizer = new([weight]);
        optimizer.Fused.Gradients = new() { ClearAfterStep = true };
        optimizer.step();
        Assert.All(Model.Values(weight.grad!), x => Assert.Equal(0, x));
    }

    private static Tensor Turned(Tensor tensor) => tensor.t().contiguous().t();
}
