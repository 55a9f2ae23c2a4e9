namespace Eden.Lab.Statistics;

/// <summary>A mean and how far its 95 % confidence interval reaches to either side, by Student's distribution.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="HalfWidth">Half the width of the interval; NaN of fewer than two values.</param>
/// <param name="Count">Of how many values.</param>
public sealed record MeanInterval(double Mean, double HalfWidth, int Count)
{
    private const double Confidence = 0.95;

    /// <summary>The interval of values that are drawn independently.</summary>
    /// <param name="values">The values.</param>
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
        return new MeanInterval(mean, Quantile(count - 1) * Math.Sqrt(variance / count), count);
    }

    /// <summary>The t that holds <see cref="Confidence"/> of Student's distribution between −t and t.</summary>
    /// <remarks>With t = √ν·tan θ the distribution is ∫cosᵛ⁻¹θ dθ, smooth over a finite range.</remarks>
    /// <param name="freedom">ν, the degrees of freedom, at least 1.</param>
    internal static double Quantile(int freedom)
    {
        double whole = Integral(Math.PI / 2, freedom);
        double low = 0;
        double high = Math.PI / 2;
        while (high - low > 1e-12)
        {
            double middle = (low + high) / 2;
            (low, high) = Integral(middle, freedom) < Confidence * whole ? (middle, high) : (low, middle);
        }

        return Math.Sqrt(freedom) * Math.Tan(low);
    }

    /// <summary>Simpson's rule from 0.</summary>
    private static double Integral(double end, int freedom)
    {
        const int Intervals = 2000;
        double step = end / Intervals;
        double sum = 0;
        for (int i = 0; i <= Intervals; i++)
        {
            int weight = i is 0 or Intervals ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.Pow(Math.Cos(i * step), freedom - 1);
        }

        return sum * step / 3;
    }
}
