namespace Eden.Autograd.Tests;

/// <summary>Against central differences, in double.</summary>
public sealed class OperationGradientTests
{
    [Theory]
    [InlineData("add", "3,5", "3,5")]
    [InlineData("add", "3,5", "5")]
    [InlineData("add", "5", "2,3,5")]
    [InlineData("add", "4,1", "1")]
    [InlineData("add", "", "3,5")]
    [InlineData("subtract", "7", "7")]
    [InlineData("subtract", "3,5", "1,5")]
    [InlineData("subtract", "", "3,5")]
    [InlineData("multiply", "3,5", "3,5")]
    [InlineData("multiply", "5", "3,5")]
    [InlineData("multiply", "3,5", "")]
    [InlineData("divide", "3,5", "3,5")]
    [InlineData("divide", "3,5", "5")]
    [InlineData("divide", "", "3,5")]
    [InlineData("divide", "3,5", "")]
    [InlineData("negate", "2,3,4")]
    [InlineData("square", "3,7")]
    [InlineData("times itself", "3,7")]
    [InlineData("power 3", "3,7")]
    [InlineData("power -1.5", "3,7")]
    [InlineData("power 0", "3")]
    [InlineData("sum", "3,7")]
    [InlineData("sum", "")]
    [InlineData("mean", "3,7")]
    [InlineData("relu", "5,9")]
    [InlineData("tanh", "5,9")]
    [InlineData("gelu", "5,9")]
    [InlineData("dropout", "5,9")]
    [InlineData("log-softmax", "6")]
    [InlineData("log-softmax", "4,1")]
    [InlineData("log-softmax", "2,3,10")]
    [InlineData("cross-entropy", "7,10")]
    [InlineData("matmul", "1,1", "1,1")]
    [InlineData("matmul", "5,3", "3,4")]
    [InlineData("matmul", "9,17", "17,19")]
    [InlineData("linear", "2,3", "1,3")]
    [InlineData("linear", "6,7", "5,7", "5")]
    [InlineData("linear", "9,18", "13,18", "13")]
    public void The_gradient_is_the_limit_of_central_differences(string operation, params string[] shapes)
    {
        Xoshiro256 random = new(1);
        Parameter<double>[] parameters = [.. shapes.Select((shape, i) => RandomParameter($"input{i}", Parse(shape), random))];
        Variable<double>? weights = null;
        Variable<double> Loss()
        {
            Variable<double> output = Operation.Apply(operation, [.. parameters.Select(Variable<double>.Of)]);
            weights ??= Variable<double>.Of(RandomParameter("weights", output.Shape.ToArray(), random));
            return (output * weights).Sum();
        }

        GradientError error = GradientCheck.Run(Loss, parameters);
        Assert.True(error.Relative < 1e-8, error.ToString());
    }

    private static long[] Parse(string shape) => [.. shape.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];

    /// <summary>Positive and well away from 0, where every operation is smooth.</summary>
    private static Parameter<double> RandomParameter(string name, long[] shape, Xoshiro256 random)
    {
        Parameter<double> parameter = new(name, shape);
        foreach (ref double value in parameter.Value)
        {
            value = random.NextUniform(0.25, 2);
        }

        return parameter;
    }
}
