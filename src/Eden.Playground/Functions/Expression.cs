namespace Eden.Playground.Functions;

/// <summary>A formula in x and y.</summary>
internal abstract record Expression
{
    public abstract Dual At(Dual x, Dual y);

    /// <summary>The value and the gradient at a point.</summary>
    public Dual At(double x, double y) => At(new Dual(x, 1, 0), new Dual(y, 0, 1));

    /// <summary>Reads a formula: numbers, x, y, + − * / ^, parentheses, and the functions of <see cref="Call"/>.</summary>
    /// <exception cref="Pages.PageException">The text is no formula.</exception>
    public static Expression Parse(string text) => new ExpressionParser(text).Parse();
}

internal sealed record Constant(double Number) : Expression
{
    public override Dual At(Dual x, Dual y) => Number;
}

internal sealed record Coordinate(bool IsX) : Expression
{
    public override Dual At(Dual x, Dual y) => IsX ? x : y;
}

internal sealed record Negation(Expression Inner) : Expression
{
    public override Dual At(Dual x, Dual y) => -Inner.At(x, y);
}

internal sealed record Binary(char Sign, Expression Left, Expression Right) : Expression
{
    public override Dual At(Dual x, Dual y)
    {
        (Dual left, Dual right) = (Left.At(x, y), Right.At(x, y));
        return Sign switch
        {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            '/' => left / right,
            _ => left.Power(right),
        };
    }
}

internal sealed record Call(string Name, Expression Inner) : Expression
{
    private static readonly Dictionary<string, Func<double, (double Value, double Slope)>> Functions = new()
    {
        ["sin"] = x => (Math.Sin(x), Math.Cos(x)),
        ["cos"] = x => (Math.Cos(x), -Math.Sin(x)),
        ["exp"] = x => (Math.Exp(x), Math.Exp(x)),
        ["log"] = x => (Math.Log(x), 1 / x),
        ["sqrt"] = x => (Math.Sqrt(x), 0.5 / Math.Sqrt(x)),
        ["abs"] = x => (Math.Abs(x), x > 0 ? 1 : x < 0 ? -1 : 0),
        ["tanh"] = x => (Math.Tanh(x), 1 - (Math.Tanh(x) * Math.Tanh(x))),
    };

    public static IReadOnlyCollection<string> Names => Functions.Keys;

    public override Dual At(Dual x, Dual y)
    {
        Dual inner = Inner.At(x, y);
        (double value, double slope) = Functions[Name](inner.Value);
        return inner.Then(value, slope);
    }
}
