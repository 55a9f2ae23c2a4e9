namespace Eden.Lab.Recordings;

/// <summary>Reads the learning rates of recorded schedulers.</summary>
internal static class RateReader
{
    /// <summary>The rate that a scheduler starts from.</summary>
    public static double ReadBase(JsonCursor cursor)
    {
        double rate = cursor.ReadNumber();
        return rate > 0 && double.IsFinite(rate) ? rate : throw cursor.Fail("must be finite and more than 0");
    }

    /// <summary>Rates as PyTorch computed them: one that should be zero may be some 1e-18 of either sign.</summary>
    public static double[] Read(JsonCursor cursor)
    {
        List<double> rates = [];
        cursor.ReadArray(_ =>
        {
            double rate = cursor.ReadNumber();
            rates.Add(double.IsFinite(rate) ? rate : throw cursor.Fail("must be finite"));
        });
        return rates.Count > 0 ? [.. rates] : throw cursor.Fail("must not be empty");
    }
}
