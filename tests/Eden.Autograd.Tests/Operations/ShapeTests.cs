namespace Eden.Autograd.Tests;

public sealed class ShapeTests
{
    [Theory]
    [InlineData("add", "[2, 3]", "[4]")]
    [InlineData("add", "[2, 3]", "[2]")]
    [InlineData("subtract", "[2, 3]", "[3, 2]")]
    [InlineData("multiply", "[2, 3]", "[2, 1]")]
    [InlineData("divide", "[3]", "[2, 4]")]
    [InlineData("matmul", "[2, 3]", "[2, 3]")]
    [InlineData("matmul", "[2, 3]", "[3]")]
    [InlineData("matmul", "[2, 3, 4]", "[4, 5]")]
    [InlineData("linear", "[2, 3]", "[3, 4]")]
    [InlineData("linear", "[3]", "[1, 3]")]
    public void Shapes_that_do_not_fit_are_named_with_the_operation(string operation, string left, string right)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Operation.Apply(operation, Zeros(left), Zeros(right)));
        Assert.StartsWith($"{operation}: the shapes {left} and {right} do not fit; ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void A_bias_that_does_not_fit_the_weight_is_refused()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Operation.Apply("linear", Zeros("[2, 3]"), Zeros("[4, 3]"), Zeros("[3]")));
        Assert.Equal("linear: the shapes [4, 3] and [3] do not fit; weight and bias must be [out, in] and [out].", exception.Message);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[3, 0]")]
    public void Log_softmax_needs_classes(string shape)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Zeros(shape).LogSoftmax());
        Assert.StartsWith($"log-softmax: the shape {shape} has no classes", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[2, 3]")]
    [InlineData("[7]")]
    public void Cross_entropy_needs_a_row_of_scores_per_label(string shape)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Zeros(shape).CrossEntropy([0, 1, 2, 0, 1, 2, 0]));
        Assert.StartsWith($"cross-entropy: the shapes {shape} and [7] do not fit; ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    public void A_label_that_is_no_class_is_named(int label)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Zeros("[2, 3]").CrossEntropy([0, label]));
        Assert.StartsWith($"cross-entropy: label {label} of sample 1 is not one of the 3 classes.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Matrices_without_elements_have_products()
    {
        Assert.Equal([0, 5], Zeros("[0, 3]").MatMul(Zeros("[3, 5]")).Shape);
        Assert.Equal([0.0, 0, 0, 0], Zeros("[2, 0]").MatMul(Zeros("[0, 2]")).Value);
        Assert.Equal([0, 4], Zeros("[0, 3]").Linear(Zeros("[4, 3]"), Zeros("[4]")).Shape);
        Assert.Equal([2, 0], (Zeros("[2, 0]") + Zeros("[0]")).Shape);
    }

    private static Variable<double> Zeros(string shape) =>
        Variable<double>.Of(new Parameter<double>("x", [.. shape.Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)]));
}
