using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Tests;

/// <summary>Optimizers that TorchSharp does not have.</summary>
public class FusedOptimizerTests
{
    [Theory]
    [MemberData(nameof(ArgumentCase.Names), MemberType = typeof(ArgumentCase))]
    public void A_state_file_goes_on_with_the_same_bits(string name, ScalarType type)
    {
        ArgumentCase one = ArgumentCase.Of(name);
        TorchParameter[] expected = Model.Parameters(type), actual = Model.Parameters(type);
        using OptimizerHelper first = one.Eden(expected), second = one.Eden(actual);
        Step(first, expected, 1);
        Step(first, expected, 2);
        Model.Copy(expected, actual);
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        first.save_state_dict(writer);
        writer.Flush();
        stream.Position = 0;

        // What TorchSharp's own states read in a scope, the scope disposes.
        using (second is FusedOptimizer ? NewDisposeScope() : null)
        {
            using BinaryReader reader = new(stream);
            second.load_state_dict(reader);
        }

        for (int step = 3; step <= 5; step++)
        {
            Step(first, expected, step);
            Step(second, actual, step);
        }

        Assert.Equal(Model.Values(expected), Model.Values(actual));
    }

    [Fact]
    public void A_state_is_copied_from_another_optimizer()
    {
        TorchParameter[] expected = Model.Parameters(), actual = Model.Parameters();
        using FusedOptimizer first = new(expected, new LionOptions()), second = new(actual, new LionOptions());
        Step(first, expected, 1);
        Model.Copy(expected, actual);
        second.load_state_dict(first.state_dict());
        Step(first, expected, 2);
        Step(second, actual, 2);
        Assert.Equal(Model.Values(expected), Model.Values(actual));
    }

    [Fact]
    public void State_has_PyTorchs_names_and_shapes()
    {
        TorchParameter matrix = Model.Parameter(7, 5), vector = Model.Parameter(3);
        using FusedOptimizer optimizer = new([("matrix", matrix), ("vector", vector)], new AdafactorOptions());
        Model.SetGradients([matrix, vector], 1);
        optimizer.step();
        FusedOptimizer.State[] states = [.. optimizer.state_dict().State.Cast<FusedOptimizer.State>()];
        Assert.Equal(["row_var", "col_var"], states[0].Arrays.Keys);
        Assert.Equal([7L, 1L], states[0].Arrays["row_var"]!.shape);
        Assert.Equal([1L, 5L], states[0].Arrays["col_var"]!.shape);
        Assert.Equal(["variance"], states[1].Arrays.Keys);
        Assert.Equal(1, states[1].Step);
    }

    [Fact]
    public void A_matrix_by_rows_and_columns_must_not_be_transposed()
    {
        TorchParameter matrix = new(ones(5, 7).t());
        matrix.grad = ones(7, 5);
        using FusedOptimizer optimizer = new([matrix], new AdafactorOptions());
        Assert.Contains("Parameter '0' is transposed, and its state row_var", Assert.Throws<NotSupportedException>(() => optimizer.step()).Message);
    }

    [Fact]
    public void A_scheduler_sets_the_rate()
    {
        TorchParameter weight = new(zeros(1));
        using FusedOptimizer optimizer = new([weight], new SgdOptions { LearningRate = 1 });
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
    public void Groups_have_algorithms_of_their_own()
    {
        TorchParameter a = new(zeros(1)), b = new(zeros(1)), c = new(zeros(1));
        using FusedOptimizer optimizer = new(new FusedOptimizer.ParamGroup([a], new SgdOptions { LearningRate = 0.5 }), new FusedOptimizer.ParamGroup([b], new LionOptions { LearningRate = 0.25 }));
        optimizer.add_param_group(new FusedOptimizer.ParamGroup([c], new SgdOptions { LearningRate = 0.125 }));
        a.grad = b.grad = c.grad = full(1, 2f);
        optimizer.step();
        Assert.Equal([-1, -0.25, -0.25], new[] { a, b, c }.SelectMany(Model.Values));
        Assert.Throws<ArgumentException>(() => optimizer.add_param_group(new SGD.ParamGroup([c])));
    }

    private static void Step(OptimizerHelper optimizer, TorchParameter[] parameters, int step)
    {
        Model.SetGradients(parameters, step);
        optimizer.step();
    }
}
