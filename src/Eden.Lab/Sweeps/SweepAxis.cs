namespace Eden.Lab.Sweeps;

/// <summary>Values between two bounds, evenly spaced on a logarithmic scale.</summary>
/// <param name="From">The smallest, above 0.</param>
/// <param name="Count">How many a grid has, or into how many cells values at random are sorted.</param>
internal sealed record SweepAxis(double From, double To, int Count)
{
    public const int MostValues = 1000;

    /// <summary>The values of a grid, in rising order.</summary>
    public IReadOnlyList<double> Grid() =>
        [.. Enumerable.Range(0, Count).Select(i => Round(Count == 1 ? From : At((double)i / (Count - 1))))];

    /// <summary>The middles of as many cells of equal width.</summary>
    internal IReadOnlyList<double> Middles() => [.. Enumerable.Range(0, Count).Select(i => Round(At((i + 0.5) / Count)))];

    /// <summary>Which value of the grid, or which cell, a value is.</summary>
    internal int IndexOf(double value, bool isGrid)
    {
        double share = From == To ? 0 : Math.Log(value / From) / Math.Log(To / From);
        return isGrid ? (int)Math.Round(share * (Count - 1)) : (int)Math.Clamp(Math.Floor(share * Count), 0, Count - 1);
    }

    /// <summary>A value at random, every order of magnitude equally likely.</summary>
    internal double Sample(Xoshiro256 random) => Round(At(random.NextDouble()));

    /// <exception cref="InputException">The bounds are out of range, or the wrong way round.</exception>
    internal void Validate(string name)
    {
        if (!(From > 0 && From <= To && To <= 1e9))
        {
            string range = FormattableString.Invariant(From == To ? $"is {From}; it must be above 0 and at most 1e9" : (FormattableString)$"goes from {From} to {To}; it must go up, from a number above 0 to at most 1e9");
            throw new InputException($"{name} {range}");
        }

        if (Count is < 1 or > MostValues || (Count == 1) != (From == To))
        {
            throw new InputException(FormattableString.Invariant($"{name} has {Count} values from {From} to {To}; it must be one number, or have from 2 to {MostValues} values between bounds apart"));
        }
    }

    /// <summary>Four digits say enough, and can be typed to run a cell again.</summary>
    private static double Round(double value) => double.Parse(value.ToString("E3", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);

    private double At(double share) => share switch
    {
        0 => From,
        1 => To,
        _ => Math.Exp((Math.Log(From) * (1 - share)) + (Math.Log(To) * share)),
    };
}
