namespace Eden.Autograd.Tests;

public sealed class GradientCheckTests
{
    private readonly Parameter<double> _first = Parameter<double>.Wrap("first", new double[] { 1, 2 });
    private readonly Parameter<double> _second = Parameter<double>.Wrap("second", new double[] { 3, 4, 5 });

    [Fact]
    public void A_wrong_derivative_is_found_with_its_place()
    {
        // The value is the sum of squares, but the way back forgets element 2.
        Variable<double> Forgetful(Variable<double> x) => new([x.Square().Sum().Item()], [], [x], gradient =>
        {
            x.Gradient[0] += 2 * x.Value[0] * gradient[0];
            x.Gradient[1] += 2 * x.Value[1] * gradient[0];
        });

        GradientError error = GradientCheck.Run(() => Forgetful(Variable<double>.Of(_second)) + Variable<double>.Of(_first).Sum(), _first, _second);
        Assert.Equal(("second", 2, 0.0), (error.Parameter, error.Index, error.Computed));
        Assert.Equal(10, error.Numeric, 1e-8);
        Assert.Equal(1, error.Relative, 1e-9);
    }

    [Fact]
    public void A_derivative_that_is_NaN_is_an_infinite_error()
    {
        Variable<double> WithoutDerivative(Variable<double> x) => new([1.0], [], [x], _ => x.Gradient[0] = double.NaN);

        Assert.Equal(double.PositiveInfinity, GradientCheck.Run(() => WithoutDerivative(Variable<double>.Of(_first)), _first).Relative);
    }

    [Fact]
    public void Values_are_as_before_and_gradients_absent_afterwards()
    {
        _first.HasGradient = true;
        _ = GradientCheck.Run(() => Variable<double>.Of(_first).Square().Sum(), _first, _second);
        Assert.Equal([1.0, 2], _first.Value);
        Assert.Equal([3.0, 4, 5], _second.Value);
        Assert.False(_first.HasGradient);
        Assert.False(_second.HasGradient);
    }

    [Fact]
    public void A_parameter_that_takes_no_part_has_derivative_zero()
    {
        Assert.Equal(new GradientError(0, "", 0, 0, 0), GradientCheck.Run(() => Variable<double>.Of(_first).Sum() * 0, _second, _first));
    }
}
