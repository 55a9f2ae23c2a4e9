using Eden.Playground.Functions;
using Eden.Playground.Pages;

namespace Eden.Playground.Tests;

/// <summary>Typed formulas.</summary>
public sealed class ExpressionTests
{
    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * 3", 9)]
    [InlineData("8 / 4 / 2", 1)]
    [InlineData("1 - 2 - 3", -4)]
    [InlineData("-x^2", -4)]
    [InlineData("2^3^2", 512)]
    [InlineData("x^-2", 0.25)]
    [InlineData("--x", 2)]
    [InlineData(".5*y", 1.5)]
    [InlineData("sqrt(x*8) + abs(-y) + log(exp(1))", 8)]
    public void A_formula_has_its_value(string text, double value) =>
        Assert.Equal(value, Expression.Parse(text).At(2, 3).Value, 12);

    [Theory]
    [InlineData("(1 - x)^2 + 100 * (y - x^2)^2")]
    [InlineData("sin(x*y) + cos(x) / y")]
    [InlineData("x^y + y^1.5 + exp(x - y)")]
    [InlineData("log(x + y) * tanh(x) - abs(x - y) + sqrt(y)")]
    [InlineData("x^-3 / (1 + y^20)")]
    public void The_slopes_are_those_of_the_values(string text)
    {
        const double Width = 1e-6;
        Expression formula = Expression.Parse(text);

        Dual at = formula.At(0.7, 1.3);

        Assert.Equal((formula.At(0.7 + Width, 1.3).Value - formula.At(0.7 - Width, 1.3).Value) / (2 * Width), at.X, 5);
        Assert.Equal((formula.At(0.7, 1.3 + Width).Value - formula.At(0.7, 1.3 - Width).Value) / (2 * Width), at.Y, 5);
    }

    [Theory]
    [InlineData("", "The formula breaks off at its end, character 1.")]
    [InlineData("x +", "The formula breaks off at its end, character 4.")]
    [InlineData("x y", "The formula breaks off at 'y', character 3.")]
    [InlineData("(x", "The formula breaks off at its end, character 3.")]
    [InlineData("sin x", "The formula breaks off at 'x', character 5.")]
    [InlineData("1.2.3", "'1.2.3' is no number.")]
    [InlineData("z", "'z' is unknown; a formula has x, y and sin, cos, exp, log, sqrt, abs, tanh.")]
    [InlineData("x; alert(1)", "The formula breaks off at ';', character 2.")]
    [InlineData("x²", "The formula breaks off at '²', character 2.")]
    public void What_is_no_formula_is_refused_with_its_place(string text, string message) =>
        Assert.Equal(message, Assert.Throws<PageException>(() => Expression.Parse(text)).Message);

    [Fact]
    public void Long_and_deep_formulas_are_refused()
    {
        Assert.Throws<PageException>(() => Expression.Parse(new string('1', 201)));
        Assert.Throws<PageException>(() => Expression.Parse(new string('(', 100) + "x" + new string(')', 100)));
        Assert.Throws<PageException>(() => Expression.Parse(new string('-', 150) + "x"));
    }

    [Fact]
    public void Lines_of_equal_height_are_where_the_height_is()
    {
        Expression bowl = Expression.Parse("x^2 + y^2");
        Axis axis = new("", -1, 1);

        Assert.All(ContourLines.Of(bowl, axis, axis), contour =>
        {
            double[] heights = [.. contour.Pieces.Select(piece => (piece.X0 * piece.X0) + (piece.Y0 * piece.Y0))];
            Assert.True(heights.Max() - heights.Min() < 0.01);
        });
    }

    [Fact]
    public void A_formula_that_is_a_number_nowhere_has_no_lines() =>
        Assert.Empty(ContourLines.Of(Expression.Parse("log(-1 - x^2)"), new("", -1, 1), new("", -1, 1)));
}
