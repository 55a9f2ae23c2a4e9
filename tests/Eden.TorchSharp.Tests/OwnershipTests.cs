using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Tests;

/// <summary>Who owns the memory: views, modules that move, two optimizers, states that others made.</summary>
public class OwnershipTests
{
    [Fact]
    public void A_view_is_stepped_in_its_base()
    {
        Tensor memory = ones(4, 3);
        TorchParameter row = new(memory[1]);
        row.grad = ones(3);
        using SGD optimizer = new([row], 0.5);
        optimizer.step();
        Assert.Equal([1, 1, 1, 0.5, 0.5, 0.5, 1, 1, 1, 1, 1, 1], Model.Values(memory));
    }

    [Fact]
    public void Two_optimizers_step_one_model_in_turn()
    {
        TorchParameter weight = new(zeros(1));
        weight.grad = ones(1);
        using SGD first = new([weight], 1), second = new([weight], 0.25);
        first.step();
        second.step();
        Assert.Equal([-1.25], Model.Values(weight));
    }

    [Fact]
    public void A_parameter_without_requires_grad_is_stepped_where_it_has_a_gradient()
    {
        TorchParameter with = new(zeros(1), requires_grad: false), without = new(zeros(1), requires_grad: false);
        with.grad = ones(1);
        using SGD optimizer = new([with, without], 1);
        optimizer.step();
        Assert.Equal([-1], Model.Values(with));
        Assert.Equal([0], Model.Values(without));
    }

    [Fact]
    public void A_module_that_moved_is_refused_and_the_optimizer_made_after_it_steps()
    {
        Linear linear = nn.Linear(3, 2);
        TorchParameter before = linear.weight!;
        using AdamW early = new(linear.named_parameters());
        linear.to(ScalarType.Float64);
        linear.call(ones(4, 3, ScalarType.Float64)).sum().backward();
        Assert.True(before.IsInvalid);
        Assert.Contains("Parameter 'weight' was disposed. Make the optimizer after the model is in its place", Assert.Throws<InvalidOperationException>(() => early.step()).Message);
        double[] values = Model.Values(linear.weight!);
        using AdamW late = new(linear.named_parameters());
        late.step();
        Assert.NotEqual(values, Model.Values(linear.weight!));
    }

    [Fact]
    public void State_made_under_inference_mode_goes_on_in_TorchSharps_optimizer()
    {
        TorchParameter weight = Model.Parameter(3);
        using AdamW eden = new([weight]);
        using global::TorchSharp.Modules.AdamW torchs = new([weight]);
        Model.SetGradients([weight], 1);
        using (inference_mode(true))
        {
            eden.step();
        }

        torchs.load_state_dict(eden.state_dict());
        torchs.step();
        Assert.Equal(2, ((AdamW.State)torchs.state_dict().State[0]).step);
    }

    [Fact]
    public void State_of_equal_size_and_other_shape_is_refused()
    {
        TorchParameter source = Model.Parameter(6, 4), target = Model.Parameter(4, 6);
        using AdamW first = new([source]), second = new([target]);
        Model.SetGradients([source], 1);
        Model.SetGradients([target], 1);
        first.step();
        second.load_state_dict(first.state_dict());
        double[] before = Model.Values(target);
        Assert.Contains(
            "State exp_avg of parameter '0' is Float32 CPU [6, 4] and does not fit the parameter, which wants Float32 CPU [4, 6].",
            Assert.Throws<InvalidOperationException>(() => second.step()).Message);
        Assert.Equal(before, Model.Values(target));
    }

    [Fact]
    public void State_of_another_type_is_refused()
    {
        TorchParameter source = new(ones(3, ScalarType.Float64)), target = Model.Parameter(3);
        using AdamW first = new([source]), second = new([target]);
        Model.SetGradients([source, target], 1);
        first.step();
        second.load_state_dict(first.state_dict());
        Assert.Contains("is Float64 CPU [3] and does not fit the parameter, which wants Float32 CPU [3]", Assert.Throws<InvalidOperationException>(() => second.step()).Message);
    }

    [Fact]
    public void Memory_of_another_size_behind_a_parameter_is_refused()
    {
        foreach (TorchSharp.Modules.OptimizerHelper optimizer in Optimizers(out TorchParameter weight))
        {
            Model.SetGradients([weight], 1);
            optimizer.step();
            using (no_grad())
            {
                weight.set_(ones(2));
            }

            weight.grad = null;
            weight.grad = ones(2);
            Assert.Contains("does not fit the parameter", Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message);
            Assert.Equal([1, 1], Model.Values(weight));
            using (no_grad())
            {
                weight.set_(ones(3));
            }

            weight.grad = null;
            optimizer.Dispose();
        }
    }

    [Fact]
    public void State_that_was_replaced_between_steps_is_found()
    {
        TorchParameter weight = new(zeros(1));
        weight.grad = ones(1);
        using SGD optimizer = new([weight], 1, 0.5);
        optimizer.step();
        SGD.State state = (SGD.State)optimizer.state_dict().State[0];
        state.momentum_buffer.set_(full(1, 8f));
        optimizer.step();
        state.momentum_buffer = full(1, 2f);
        optimizer.step();
        Assert.Equal([-1 - 5 - 2], Model.Values(weight));
    }

    [Fact]
    public void Parameters_that_come_to_overlap_are_refused()
    {
        Tensor memory = ones(8);
        TorchParameter first = new(memory[..4]), second = new(memory[4..]);
        using SGD optimizer = new([first, second], 0.5);
        first.grad = second.grad = ones(4);
        optimizer.step();
        using (no_grad())
        {
            second.set_(memory[2..6]);
        }

        for (int attempt = 0; attempt < 2; attempt++)
        {
            Assert.Contains("Parameter '1' shares memory with '0'", Assert.Throws<NotSupportedException>(() => optimizer.step()).Message);
        }

        Assert.All(Model.Values(memory), x => Assert.Equal(0.5, x));
    }

    private static IEnumerable<OptimizerHelper> Optimizers(out TorchParameter weight)
    {
        TorchParameter one = weight = Model.Parameter(3);
        return ((Func<OptimizerHelper>[])[() => new AdamW([one]), () => new FusedOptimizer([one], new LionOptions())]).Select(make => make());
    }
}
