using Eden.Lab.Recordings;

namespace Eden.Lab.Comparison;

/// <summary>How far numbers are apart.</summary>
internal static class Distances
{
    /// <summary>The absolute difference; 0 between numbers of one class that are not finite, infinite between classes.</summary>
    public static double Between(double left, double right)
    {
        double difference = left.Equals(right) ? 0 : Math.Abs(left - right);
        return double.IsNaN(difference) ? double.PositiveInfinity : difference;
    }

    /// <summary>The largest difference between two vectors.</summary>
    public static double Largest(IReadOnlyList<double> left, IReadOnlyList<double> right)
    {
        double largest = 0;
        for (int i = 0; i < left.Count; i++)
        {
            largest = Math.Max(largest, Between(left[i], right[i]));
        }

        return largest;
    }

    /// <summary>The largest difference between the weights of two runs after each epoch.</summary>
    public static double[] AfterEach(IReadOnlyList<ExperimentStep> left, IReadOnlyList<ExperimentStep> right)
    {
        double[] distances = new double[left.Count];
        for (int epoch = 0; epoch < distances.Length; epoch++)
        {
            distances[epoch] = Largest(left[epoch].Weight, right[epoch].Weight);
        }

        return distances;
    }
}
