namespace Eden.Lab.Training;

/// <summary>The values that a setting takes.</summary>
/// <param name="Holds">Whether a value is one of them; NaN never is.</param>
/// <param name="Words">The same in words, to follow "it must be".</param>
internal sealed record Allowed(Func<double, bool> Holds, string Words)
{
    /// <summary>The most that a count can be: a double holds every whole number up to it.</summary>
    private const double MostSteps = 1L << 53;

    public static Allowed AtLeastZero { get; } = new(value => value >= 0 && double.IsFinite(value), "finite and at least 0");

    public static Allowed AboveZero { get; } = new(value => value > 0 && double.IsFinite(value), "finite and more than 0");

    public static Allowed Share { get; } = new(value => value is >= 0 and <= 1, "at least 0 and at most 1");

    public static Allowed ReducingFactor { get; } = new(value => value is >= 0 and < 1, "at least 0 and less than 1");

    /// <summary>Never 0: an optimizer without momentum has no state for it.</summary>
    public static Allowed Momentum { get; } = new(value => value is > 0 and < 1, "more than 0 and less than 1");

    public static Allowed Switch { get; } = new(value => value is 0 or 1, "0 or 1, since it is a switch");

    /// <summary>A length that may be nothing.</summary>
    public static Allowed LengthOrNone { get; } = new(value => value is >= 0 and < 1 || IsCount(value, 1), "a share of the training, from 0 to below 1, or a whole number of steps");

    public static Allowed Length { get; } = new(value => value is > 0 and < 1 || IsCount(value, 1), "a share of the training, above 0 and below 1, or a whole number of steps");

    public static Allowed Whole(int least) => new(value => IsCount(value, least), $"a whole number, at least {least}");

    /// <summary>Refuses other values.</summary>
    /// <exception cref="InputException">The value is not allowed.</exception>
    public void Demand(string name, double value)
    {
        if (!Holds(value))
        {
            throw new InputException(FormattableString.Invariant($"--{name} is {value}; it must be {Words}"));
        }
    }

    private static bool IsCount(double value, double least) => value >= least && value <= MostSteps && value == Math.Truncate(value);
}
