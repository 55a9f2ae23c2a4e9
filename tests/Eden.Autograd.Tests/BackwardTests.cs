namespace Eden.Autograd.Tests;

public sealed class BackwardTests
{
    private readonly Parameter<double> _weight = MakeParameter("weight", 3, -2);

    [Fact]
    public void The_gradient_is_brought_in_where_it_was_absent()
    {
        Assert.False(_weight.HasGradient);
        Variable<double>.Of(_weight).Square().Sum().Backward();
        Assert.Equal([6.0, -4], _weight.Gradient);
    }

    [Fact]
    public void Gradients_accumulate_until_they_are_cleared()
    {
        Variable<double>.Of(_weight).Square().Sum().Backward();
        Variable<double>.Of(_weight).Sum().Backward();
        Assert.Equal([7.0, -3], _weight.Gradient);
        _weight.ZeroGradient();
        Variable<double>.Of(_weight).Sum().Backward();
        Assert.Equal([1.0, 1], _weight.Gradient);
    }

    [Fact]
    public void A_second_walk_through_the_same_graph_adds_the_same_again()
    {
        Variable<double> loss = Variable<double>.Of(_weight).Square().Square().Sum();
        loss.Backward();
        Assert.Equal([108.0, -32], _weight.Gradient);
        loss.Backward();
        Assert.Equal([216.0, -64], _weight.Gradient);
    }

    [Fact]
    public void A_value_that_is_used_twice_sums_its_gradients()
    {
        Variable<double> x = Variable<double>.Of(_weight);
        Variable<double> square = x.Square();
        ((square * 3) + (square * x)).Sum().Backward();

        // (3x² + x³)' = 6x + 3x²
        Assert.Equal([45.0, 0], _weight.Gradient);
    }

    [Fact]
    public void A_parameter_met_as_two_variables_sums_its_gradients()
    {
        (Variable<double>.Of(_weight) * Variable<double>.Of(_weight)).Sum().Backward();
        Assert.Equal([6.0, -4], _weight.Gradient);
    }

    [Fact]
    public void A_parameter_that_took_no_part_keeps_its_absent_gradient()
    {
        Parameter<double> other = MakeParameter("other", 1, 1);
        Variable<double> unused = Variable<double>.Of(other) + Variable<double>.Of(_weight);
        Variable<double>.Of(_weight).Sum().Backward();
        Assert.False(other.HasGradient);
        Assert.True(unused.RequiresGradient);
    }

    [Fact]
    public void What_is_computed_from_constants_alone_needs_no_gradient()
    {
        Variable<double> constant = Variable<double>.Constant(new double[] { 1, 2 }).Square();
        Assert.False(constant.RequiresGradient);
        Assert.True((constant * Variable<double>.Of(_weight)).RequiresGradient);
    }

    [Fact]
    public void A_graph_of_100_000_operations_does_not_overflow_the_stack()
    {
        Variable<double> x = Variable<double>.Of(_weight);
        for (int i = 0; i < 100_000; i++)
        {
            x += 1;
        }

        x.Sum().Backward();
        Assert.Equal([1.0, 1], _weight.Gradient);
    }

    [Fact]
    public void A_graph_with_exponentially_many_paths_is_walked_once()
    {
        Variable<double> x = Variable<double>.Of(_weight);
        for (int i = 0; i < 60; i++)
        {
            x += x;
        }

        x.Sum().Backward();
        Assert.Equal([Math.Pow(2, 60), Math.Pow(2, 60)], _weight.Gradient);
    }

    [Fact]
    public void Backward_from_a_single_parameter_is_one()
    {
        Parameter<double> single = new("single");
        Variable<double>.Of(single).Backward();
        Assert.Equal([1.0], single.Gradient);
    }

    [Fact]
    public void Backward_needs_a_single_value()
    {
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => Variable<double>.Of(_weight).Backward());
        Assert.Equal("Backward starts from a single value, but this variable has the shape [2]; reduce it with Sum or Mean.", exception.Message);
        Assert.False(_weight.HasGradient);
    }

    [Fact]
    public void Backward_needs_a_parameter()
    {
        Assert.Throws<InvalidOperationException>(() => Variable<double>.Constant(1).Square().Backward());
    }

    [Fact]
    public void The_rectifier_stops_zero_and_passes_NaN_as_PyTorch_does()
    {
        Parameter<double> x = new("x", 19);
        x.Value[..4].Fill(double.NaN);
        x.Value[^1] = double.NaN;
        x.Value[5] = 1;
        Variable<double> y = Variable<double>.Of(x).Relu();
        Assert.True(double.IsNaN(y.Value[0]));
        y.Sum().Backward();
        Assert.Equal([1.0, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], x.Gradient);
    }

    private static Parameter<double> MakeParameter(string name, params double[] values) => Parameter<double>.Wrap(name, values);
}
