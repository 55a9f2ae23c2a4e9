namespace Eden.Autograd.Tests;

public sealed class LinearTests
{
    [Fact]
    public void Parameters_are_weight_then_bias_under_the_layers_name()
    {
        Linear<double> layer = new("fc", 4, 3, new Xoshiro256(1));
        Assert.Equal(["fc.weight [3, 4]", "fc.bias [3]"], layer.Parameters.Select(parameter => parameter.ToString()));
        Assert.Equal(["fc.weight [3, 4]"], new Linear<double>("fc", 4, 3, new Xoshiro256(1), bias: false).Parameters.Select(parameter => parameter.ToString()));
    }

    [Fact]
    public void The_start_is_uniform_between_plus_and_minus_one_over_the_root_of_the_inputs()
    {
        Linear<double> layer = new("fc", 100, 2_000, new Xoshiro256(1));
        foreach (Parameter<double> parameter in layer.Parameters)
        {
            double[] values = parameter.Value.ToArray();
            Assert.All(values, value => Assert.InRange(value, -0.1, 0.1));

            // Six standard errors of the mean, the mean square and the share of a quarter of the interval.
            double six = 6 / Math.Sqrt(values.Length);
            Assert.Equal(0, values.Average(), 0.0578 * six);
            Assert.Equal(0.01 / 3, values.Average(value => value * value), 0.00299 * six);
            Assert.Equal(0.25, values.Count(value => value > 0.05) / (double)values.Length, 0.434 * six);
        }
    }

    [Fact]
    public void A_seed_gives_the_same_start_in_double_and_rounded_in_float()
    {
        double[] expected = [.. Start<double>(5)];
        Assert.Equal(expected, Start<double>(5));
        Assert.NotEqual(expected, Start<double>(6));
        Assert.Equal(expected.Select(value => (float)value), Start<float>(5));
    }

    [Fact]
    public void The_start_is_drawn_in_order_weight_first()
    {
        Xoshiro256 random = new(5);
        Assert.Equal([.. Enumerable.Range(0, 15).Select(_ => random.NextUniform(-0.5, 0.5))], Start<double>(5));
    }

    [Fact]
    public void Two_layers_of_one_generator_start_differently()
    {
        Xoshiro256 random = new(5);
        Assert.NotEqual(new Linear<double>("a", 4, 3, random).Parameters[0].Value.ToArray(), new Linear<double>("b", 4, 3, random).Parameters[0].Value.ToArray());
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    public void A_layer_without_inputs_or_outputs_is_refused(int inputs, int outputs)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Linear<double>("fc", inputs, outputs, new Xoshiro256(1)));
    }

    private static T[] Start<T>(ulong seed)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        [.. new Linear<T>("fc", 4, 3, new Xoshiro256(seed)).Parameters.SelectMany(parameter => parameter.Value.ToArray())];
}
