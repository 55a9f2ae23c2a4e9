namespace Eden.Lab.Statistics;

/// <summary>Student's t distribution.</summary>
internal static class StudentT
{
    /// <summary>The number that a t of some degrees of freedom exceeds with probability 2.5 %: half the width of a 95 % interval
    /// in standard errors.</summary>
    /// <param name="degreesOfFreedom">At least 1.</param>
    public static double Quantile975(int degreesOfFreedom)
    {
        double low = 0;
        double high = 13;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Probability(middle, degreesOfFreedom) < 0.975 ? (middle, high) : (low, middle);
        }

        return low;
    }

    /// <summary>P(T ≤ t) for t at least 0: the finite sums in the angle arctan(t/√ν) (Abramowitz and Stegun, 26.7.3 and
    /// 26.7.4).</summary>
    private static double Probability(double t, int degreesOfFreedom)
    {
        double angle = Math.Atan(t / Math.Sqrt(degreesOfFreedom));
        double cosine = Math.Cos(angle);
        bool isOdd = degreesOfFreedom % 2 == 1;
        double term = isOdd ? cosine : 1;
        double sum = 0;
        for (int k = isOdd ? 1 : 0; k <= degreesOfFreedom - 2; k += 2)
        {
            sum += term;
            term *= (k + 1.0) / (k + 2) * cosine * cosine;
        }

        double within = isOdd ? 2 / Math.PI * (angle + (Math.Sin(angle) * sum)) : Math.Sin(angle) * sum;
        return (1 + within) / 2;
    }
}
