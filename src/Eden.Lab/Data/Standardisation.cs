using System.Numerics;
using System.Numerics.Tensors;

namespace Eden.Lab.Data;

/// <summary>
/// Shifts and scales features so that the training part has mean 0 and standard deviation 1: each column by itself, or all
/// pixels of images alike. By itself, a pixel that is nearly always blank would be blown up where it is not.
/// </summary>
internal sealed class Standardisation
{
    private readonly double[] _means;
    private readonly double[] _deviations;

    private Standardisation(double[] means, double[] variances)
    {
        _means = means;

        // What never changes stays at 0 instead of being divided by 0.
        _deviations = [.. variances.Select(variance => variance > 0 ? Math.Sqrt(variance) : 1)];
    }

    /// <summary>Measures the columns of the training part.</summary>
    public static Standardisation OfColumns<T>(Samples<T> training)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (double[] means, double[] variances) = Measure(training);
        return new(means, variances);
    }

    /// <summary>Measures all pixels of the training part together.</summary>
    public static Standardisation OfImages<T>(Samples<T> training)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (double[] means, double[] variances) = Measure(training);
        double mean = means.Average();
        double variance = variances.Average() + means.Average(column => (column - mean) * (column - mean));
        Array.Fill(means, mean);
        Array.Fill(variances, variance);
        return new(means, variances);
    }

    /// <summary>Standardises samples in place.</summary>
    public void Apply<T>(Samples<T> samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] shifts = [.. _means.Select(T.CreateTruncating)];
        T[] scales = [.. _deviations.Select(deviation => T.CreateTruncating(1 / deviation))];
        for (int i = 0; i < samples.Count; i++)
        {
            Span<T> row = samples.MutableRow(i);
            TensorPrimitives.Subtract(row, shifts, row);
            TensorPrimitives.Multiply(row, scales, row);
        }
    }

    private static (double[] Means, double[] Variances) Measure<T>(Samples<T> samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] means = new double[samples.FeatureCount];
        double[] variances = new double[samples.FeatureCount];
        for (int i = 0; i < samples.Count; i++)
        {
            ReadOnlySpan<T> row = samples.Row(i);
            double share = 1.0 / (i + 1);
            for (int j = 0; j < means.Length; j++)
            {
                // Welford's update: sums of squares would cancel where the mean is far from 0.
                double value = double.CreateChecked(row[j]);
                double distance = value - means[j];
                means[j] += distance * share;
                variances[j] += distance * (value - means[j]);
            }
        }

        for (int j = 0; j < variances.Length; j++)
        {
            variances[j] /= samples.Count;
        }

        return (means, variances);
    }
}
