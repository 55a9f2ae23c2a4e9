using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Tests;

/// <summary>What TorchSharp does with an optimizer works unchanged.</summary>
public class TorchSharpTests
{
    [Fact]
    public void A_model_trains_with_named_parameters()
    {
        random.manual_seed(1);
        Sequential model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 1));
        Tensor x = randn(64, 4), y = x.sum(1, keepdim: true);
        using AdamW optimizer = new(model.named_parameters(), lr: 1e-2);
        double first = 0, last = 0;
        for (int step = 0; step < 200; step++)
        {
            optimizer.zero_grad();
            Tensor loss = nn.functional.mse_loss(model.call(x), y);
            loss.backward();
            optimizer.step();
            last = loss.ToDouble();
            first = step == 0 ? last : first;
        }

        Assert.InRange(last, 0, first / 100);
    }

    [Theory]
    [MemberData(nameof(ArgumentCase.Names), MemberType = typeof(ArgumentCase))]
    public void State_files_go_to_TorchSharp_and_back(string name, ScalarType type)
    {
        ArgumentCase one = ArgumentCase.Of(name);
        if (one.TorchSharp is null)
        {
            return;
        }

        TorchParameter[] weights = [new(Model.Numbers([7, 5], type, 1)), new(Model.Numbers([33], type, 2))];
        TorchParameter[] other = [.. weights.Select(weight => new TorchParameter(weight.detach().clone()))];
        using OptimizerHelper first = one.Eden(weights), second = one.TorchSharp(other), third = one.Eden(weights);
        Step(first, weights, 1);
        Step(first, weights, 2);
        Model.Copy(weights, other);
        Load(Save(first), second);
        Assert.True(second.state_dict().State[0].ApproximatelyEquals(first.state_dict().State[0]));
        Step(second, other, 3);
        byte[] saved = Save(second);
        Model.Copy(other, weights);
        Load(saved, third);
        Step(third, weights, 4);
        Step(second, other, 4);
        foreach ((TorchParameter weight, TorchParameter expected) in weights.Zip(other))
        {
            Assert.True(weight.allclose(expected, 1e-5, 1e-7));
        }
    }

    [Fact]
    public void A_state_loads_before_the_first_step()
    {
        TorchParameter[] expected = [Model.Parameter(5)], actual = [Model.Parameter(5)];
        using AdamW first = new(expected);
        Step(first, expected, 1);
        Model.Copy(expected, actual);
        using AdamW second = new(actual);
        Load(Save(first), second);
        Step(first, expected, 2);
        Step(second, actual, 2);
        Assert.Equal(Model.Values(expected), Model.Values(actual));
    }

    [Fact]
    public void Groups_have_options_of_their_own_and_can_come_later()
    {
        TorchParameter a = Model.Parameter(3), b = Model.Parameter(3), c = Model.Parameter(3), frozen = Model.Parameter(3);
        using SGD optimizer = new([new SGD.ParamGroup([a], lr: 0.5), new SGD.ParamGroup([b], new SGD.Options())], lr: 0.25);
        optimizer.add_param_group(new SGD.ParamGroup([c], lr: 0.125));
        a.grad = b.grad = c.grad = ones(3);
        optimizer.step();
        foreach ((TorchParameter weight, double rate) in new[] { (a, 0.5), (b, 0.25), (c, 0.125) })
        {
            Assert.Equal(Model.Values(frozen - rate), Model.Values(weight));
        }
    }

    [Fact]
    public void A_scheduler_sets_the_rate()
    {
        TorchParameter weight = new(zeros(1));
        using SGD optimizer = new([weight], 1);
        optim.lr_scheduler.LRScheduler schedule = optim.lr_scheduler.StepLR(optimizer, 1, 0.5);
        weight.grad = ones(1);
        for (int step = 0; step < 3; step++)
        {
            optimizer.step();
            schedule.step();
        }

        Assert.Equal([-1.75], Model.Values(weight));
    }

    [Fact]
    public void A_one_cycle_sets_rate_and_betas()
    {
        TorchParameter[] expected = [Model.Parameter(5)], actual = [Model.Parameter(5)];
        using global::TorchSharp.Modules.AdamW torch = new(expected, weight_decay: 0.01);
        using AdamW eden = new(actual);
        optim.lr_scheduler.LRScheduler one = optim.lr_scheduler.OneCycleLR(torch, 0.1, total_steps: 10), two = optim.lr_scheduler.OneCycleLR(eden, 0.1, total_steps: 10);
        for (int step = 1; step < 10; step++)
        {
            Step(torch, expected, step);
            Step(eden, actual, step);
            one.step();
            two.step();
        }

        Assert.True(expected[0].allclose(actual[0], 1e-5, 1e-6));
    }

    private static void Step(OptimizerHelper optimizer, TorchParameter[] parameters, int step)
    {
        Model.SetGradients(parameters, step);
        optimizer.step();
    }

    private static byte[] Save(OptimizerHelper optimizer)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        optimizer.save_state_dict(writer);
        writer.Flush();
        return stream.ToArray();
    }

    private static void Load(byte[] state, OptimizerHelper optimizer)
    {
        using BinaryReader reader = new(new MemoryStream(state));
        optimizer.load_state_dict(reader);
    }
}
