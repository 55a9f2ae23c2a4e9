namespace Eden.Autograd.Tests;

public class NullArgumentTests
{
    private static readonly Variable<float> Matrix = Variable<float>.Constant(new float[4], 2, 2);

    public static TheoryData<string, Action> Calls => new()
    {
        { "left", () => _ = null! + Matrix },
        { "right", () => _ = Matrix * null! },
        { "x", () => Elementwise.Relu<float>(null!) },
        { "x", () => Elementwise.Power<float>(null!, 2) },
        { "x", () => Reductions.Sum<float>(null!) },
        { "x", () => Reductions.Mean<float>(null!) },
        { "x", () => Losses.LogSoftmax<float>(null!) },
        { "scores", () => Losses.CrossEntropy<float>(null!, [0]) },
        { "right", () => Matrix.MatMul(null!) },
        { "weight", () => Matrix.Linear(null!) },
        { "name", () => _ = new Linear<float>(null!, 1, 1, new Xoshiro256(1)) },
    };

    [Theory]
    [MemberData(nameof(Calls), DisableDiscoveryEnumeration = true)]
    public void An_operation_names_the_argument_that_is_null(string name, Action call) =>
        Assert.Equal(name, Assert.Throws<ArgumentNullException>(call).ParamName);
}
