namespace Eden.Playground.Functions;

/// <summary>A value and its derivatives in x and y: forward differentiation.</summary>
internal readonly record struct Dual(double Value, double X, double Y)
{
    public static implicit operator Dual(double value) => new(value, 0, 0);

    public static Dual operator +(Dual left, Dual right) => new(left.Value + right.Value, left.X + right.X, left.Y + right.Y);

    public static Dual operator -(Dual left, Dual right) => new(left.Value - right.Value, left.X - right.X, left.Y - right.Y);

    public static Dual operator -(Dual value) => new(-value.Value, -value.X, -value.Y);

    public static Dual operator *(Dual left, Dual right) =>
        new(left.Value * right.Value, (left.X * right.Value) + (left.Value * right.X), (left.Y * right.Value) + (left.Value * right.Y));

    public static Dual operator /(Dual left, Dual right)
    {
        double value = left.Value / right.Value;
        return new(value, (left.X - (value * right.X)) / right.Value, (left.Y - (value * right.Y)) / right.Value);
    }

    /// <summary>A function of one variable by the chain rule.</summary>
    public Dual Then(double value, double slope) => new(value, slope * X, slope * Y);

    /// <summary>This to a power. Whole exponents are products, which give the same bits everywhere.</summary>
    public Dual Power(Dual exponent)
    {
        if (exponent is not { X: 0, Y: 0 })
        {
            Dual logarithm = exponent * Then(Math.Log(Value), 1 / Value);
            double power = Math.Exp(logarithm.Value);
            return logarithm.Then(power, power);
        }

        double n = exponent.Value;
        return n == Math.Floor(n) && Math.Abs(n) <= 16
            ? n >= 0 ? Product((int)n) : 1 / Product((int)-n)
            : Then(Math.Pow(Value, n), n * Math.Pow(Value, n - 1));
    }

    private Dual Product(int count)
    {
        Dual product = 1;
        for (int i = 0; i < count; i++)
        {
            product *= this;
        }

        return product;
    }
}
