namespace Eden.Autograd.Tests;

public sealed class DropoutTests
{
    [Fact]
    public void What_is_kept_is_divided_by_the_probability_of_keeping()
    {
        Parameter<double> x = Ones(10_000);
        Variable<double> dropped = Variable<double>.Of(x).Dropout(0.2, new Xoshiro256(1));
        Assert.Equal([0, 1.25], dropped.Value.ToArray().Distinct().Order());
        Assert.Equal(8000, dropped.Value.ToArray().Count(value => value > 0), 150.0);
    }

    [Fact]
    public void The_gradient_passes_where_the_value_did()
    {
        Parameter<double> x = Ones(100);
        Variable<double> dropped = Variable<double>.Of(x).Dropout(0.5, new Xoshiro256(1));
        dropped.Sum().Backward();
        Assert.Equal(dropped.Value, x.Gradient);
    }

    [Fact]
    public void A_seed_drops_the_same_elements_again()
    {
        Variable<double> x = Variable<double>.Of(Ones(100));
        Assert.Equal(x.Dropout(0.5, new Xoshiro256(7)).Value, x.Dropout(0.5, new Xoshiro256(7)).Value);
        Assert.NotEqual(x.Dropout(0.5, new Xoshiro256(7)).Value.ToArray(), x.Dropout(0.5, new Xoshiro256(8)).Value.ToArray());
    }

    [Fact]
    public void The_module_drops_only_while_it_has_random_numbers()
    {
        Variable<double> x = Variable<double>.Of(Ones(100));
        Dropout<double> module = new(0.5);
        Assert.Same(x, module.Forward(x));
        module.Random = new Xoshiro256(7);
        Assert.Equal(x.Dropout(0.5, new Xoshiro256(7)).Value, module.Forward(x).Value);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_probability_that_leaves_nothing_is_refused(double probability)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dropout<double>(probability));
        Assert.Throws<ArgumentOutOfRangeException>(() => Variable<double>.Of(Ones(1)).Dropout(probability, new Xoshiro256(1)));
    }

    private static Parameter<double> Ones(int count)
    {
        Parameter<double> parameter = new("x", count);
        parameter.Value.Fill(1);
        return parameter;
    }
}
