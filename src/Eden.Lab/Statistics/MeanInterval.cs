namespace Eden.Lab.Statistics;

/// <summary>A mean and how far its 95 % confidence interval reaches to either side, by Student's distribution.</summary>
/// <param name="HalfWidth">Half the width of the interval; NaN of fewer than two values.</param>
/// <param name="Count">Of how many values.</param>
internal sealed record MeanInterval(double Mean, double HalfWidth, int Count)
{
    /// <summary>The interval of values that are drawn independently.</summary>
    public static MeanInterval Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        int count = values.Count;
        double mean = count == 0 ? double.NaN : values.Average();
        if (count < 2)
        {
            return new MeanInterval(mean, double.NaN, count);
        }

        double variance = values.Sum(value => (value - mean) * (value - mean)) / (count - 1);
        return new MeanInterval(mean, StudentT.Quantile975(count - 1) * Math.Sqrt(variance / count), count);
    }
}
