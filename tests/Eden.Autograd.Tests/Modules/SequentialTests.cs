namespace Eden.Autograd.Tests;

public sealed class SequentialTests
{
    [Fact]
    public void Parameters_of_layers_named_by_position_have_the_names_of_PyTorch()
    {
        Assert.Equal(["0.weight [5, 4]", "0.bias [5]", "2.weight [3, 5]", "2.bias [3]"], MakeModel(new Xoshiro256(1)).Parameters.Select(parameter => parameter.ToString()));
    }

    [Fact]
    public void The_output_is_that_of_the_modules_in_order()
    {
        Sequential<double> model = MakeModel(new Xoshiro256(1));
        Variable<double>[] p = [.. model.Parameters.Select(Variable<double>.Of)];
        Variable<double> input = Variable<double>.Constant(new double[] { 1, -2, 3, -4, 5, 6, -7, 8 }, 2, 4);
        Variable<double> expected = input.Linear(p[0], p[1]).Tanh().Linear(p[2], p[3]).Relu();
        Assert.Equal(expected.Value, model.Forward(input).Value);
        Assert.Equal([2, 3], expected.Shape);
    }

    [Fact]
    public void A_whole_model_passes_the_gradient_check()
    {
        Sequential<double> model = new(new Linear<double>("0", 4, 9, new Xoshiro256(1)), new Tanh<double>(), new Linear<double>("2", 9, 3, new Xoshiro256(2)));
        Variable<double> input = Variable<double>.Constant(new double[] { 1, -2, 3, -4, 0.5, 0.6, -0.7, 0.8 }, 2, 4);
        GradientError error = GradientCheck.Run(() => model.Forward(input).CrossEntropy([2, 0]), model.Parameters);
        Assert.True(error.Relative < 1e-8, error.ToString());
    }

    [Fact]
    public void Layers_that_share_a_name_are_refused()
    {
        Xoshiro256 random = new(1);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new Sequential<double>(new Linear<double>("0", 4, 5, random), new Linear<double>("0", 5, 3, random)));
        Assert.StartsWith("Two parameters of the module have the name '0.weight'.", exception.Message, StringComparison.Ordinal);
    }

    private static Sequential<double> MakeModel(Xoshiro256 random) =>
        new(new Linear<double>("0", 4, 5, random), new Tanh<double>(), new Linear<double>("2", 5, 3, random), new Relu<double>());
}
