namespace Eden.Autograd.Tests;

public sealed class StateCopyTests
{
    private readonly Xoshiro256 _random = new(1);

    [Fact]
    public void A_copy_has_the_same_values_in_memory_of_its_own()
    {
        Linear<double> source = new("fc", 3, 2, _random);
        Linear<double> target = new("fc", 3, 2, _random);
        target.Parameters[0].HasGradient = true;
        target.CopyStateFrom(source);
        Assert.Equal(source.Parameters[0].Value, target.Parameters[0].Value);
        Assert.Equal(source.Parameters[1].Value, target.Parameters[1].Value);
        Assert.True(target.Parameters[0].HasGradient);

        source.Parameters[0].Value[0] = 9;
        Assert.NotEqual(9, target.Parameters[0].Value[0]);
    }

    [Fact]
    public void Names_decide_and_not_the_order()
    {
        Sequential<double> source = new(new Linear<double>("b", 2, 2, _random), new Linear<double>("a", 2, 2, _random));
        Sequential<double> target = new(new Linear<double>("a", 2, 2, _random), new Linear<double>("b", 2, 2, _random));
        target.CopyStateFrom(source);
        Assert.Equal(source.Parameters[0].Value, target.Parameters[2].Value);
        Assert.Equal(source.Parameters[2].Value, target.Parameters[0].Value);
    }

    [Fact]
    public void Values_are_converted_between_float_and_double()
    {
        Linear<float> narrow = new("fc", 3, 2, _random);
        Linear<double> wide = new("fc", 3, 2, _random);
        wide.Parameters[0].Value[0] = 0.1;
        wide.Parameters[0].Value[1] = double.NaN;
        wide.Parameters[0].Value[2] = 1e300;
        narrow.CopyStateFrom(wide);
        Assert.Equal([0.1f, float.NaN, float.PositiveInfinity], narrow.Parameters[0].Value[..3]);
        wide.CopyStateFrom(narrow);
        Assert.Equal(0.1f, wide.Parameters[0].Value[0]);
    }

    [Fact]
    public void All_differences_are_listed_and_nothing_changes()
    {
        Sequential<double> source = new(new Linear<double>("0", 3, 2, _random), new Linear<double>("2", 2, 4, _random), new Linear<double>("4", 1, 1, _random, bias: false));
        Sequential<double> target = new(new Linear<double>("0", 3, 2, _random), new Linear<double>("2", 2, 5, _random), new Linear<double>("6", 1, 1, _random, bias: false));
        double[] before = [.. target.Parameters.SelectMany(parameter => parameter.Value.ToArray())];
        ArgumentException exception = Assert.Throws<ArgumentException>(() => target.CopyStateFrom(source));
        Assert.StartsWith(
            "The state does not fit: '2.weight' has the shape [5, 2] here and [4, 2] in the source; '2.bias' has the shape [5] here and [4] in the source; "
            + "'6.weight' is missing in the source; '4.weight' is only in the source.",
            exception.Message,
            StringComparison.Ordinal);
        Assert.Equal(before, target.Parameters.SelectMany(parameter => parameter.Value.ToArray()));
    }
}
