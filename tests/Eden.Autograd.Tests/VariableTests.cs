using System.Numerics.Tensors;

namespace Eden.Autograd.Tests;

public sealed class VariableTests
{
    [Fact]
    public void A_parameter_is_used_in_place()
    {
        Parameter<double> parameter = new("w", 2);
        Variable<double> variable = Variable<double>.Of(parameter);
        parameter.Value[1] = 5;
        Assert.Equal([0.0, 5], variable.Value);
    }

    [Fact]
    public void A_constant_is_used_in_place()
    {
        double[] memory = [1, 2, 3, 4];
        Variable<double> variable = Variable<double>.Constant(memory.AsMemory(1, 2), 2, 1);
        memory[1] = 7;
        Assert.Equal([7.0, 3], variable.Value);
        Assert.Equal([2, 1], variable.Shape);
        Assert.False(variable.RequiresGradient);
    }

    [Fact]
    public void A_constant_without_a_shape_has_one_dimension()
    {
        Assert.Equal([3], Variable<double>.Constant(new double[3]).Shape);
        Assert.Equal(0, Variable<double>.Constant(1.5).Shape.Length);
    }

    [Theory]
    [InlineData(2, 2, "A constant of shape [2, 2] needs 4 values, but the memory holds 3.")]
    [InlineData(-3, -1, "The shape [-3, -1] has a negative dimension.")]
    [InlineData(4_000_000_000, 4_000_000_000, "The shape [4000000000, 4000000000] has more elements than an array can hold.")]
    [InlineData(long.MaxValue, 0, "A constant of shape [9223372036854775807, 0] needs 0 values, but the memory holds 3.")]
    public void A_constant_refuses_a_shape_of_another_size(long rows, long columns, string message)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Variable<double>.Constant(new double[3], (long)rows, (long)columns));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_of_any_strides_is_copied_row_by_row()
    {
        double[] transposed = [1, 2, 3, 4, 5, 6];
        Variable<double> variable = Variable<double>.FromTensor(new ReadOnlyTensorSpan<double>(transposed, [3, 2], [1, 3]));
        Assert.Equal([3, 2], variable.Shape);
        Assert.Equal([1.0, 4, 2, 5, 3, 6], variable.Value);
    }

    [Fact]
    public void Values_are_seen_as_a_tensor()
    {
        ReadOnlyTensorSpan<double> tensor = Variable<double>.Constant(new double[] { 1, 2, 3, 4, 5, 6 }, 2, 3).AsTensor();
        Assert.Equal([2, 3], tensor.Lengths);
        Assert.Equal(6, tensor[1, 2]);
        Assert.Equal(1.5, Variable<double>.Constant(1.5).AsTensor()[0]);
    }

    [Fact]
    public void A_tensor_without_dimensions_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Variable<double>.FromTensor(default));
    }

    [Fact]
    public void Item_is_the_only_value()
    {
        Assert.Equal(2.5f, Variable<float>.Constant(2.5f).Item());
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => Variable<float>.Constant(new float[2]).Item());
        Assert.Equal("A variable of shape [2] is not a single value.", exception.Message);
    }

    [Fact]
    public void Half_precision_is_refused()
    {
        Assert.Throws<NotSupportedException>(() => Variable<Half>.Constant(Half.One));
    }

    [Fact]
    public void Numbers_mix_with_variables()
    {
        Variable<double> x = Variable<double>.Constant(new double[] { 1, 2 });
        Assert.Equal([5.0, 7], ((2 * x) + 3).Value);
        Assert.Equal([6.0, 3], (6 / x).Value);
    }
}
