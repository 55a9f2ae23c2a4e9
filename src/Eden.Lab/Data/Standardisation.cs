using System.Numerics;
using System.Numerics.Tensors;

namespace Eden.Lab.Data;

/// <summary>
/// Shifts and scales features so that the training part has mean 0 and standard deviation 1: each column by itself, or all
/// pixels of images alike. By itself, a pixel that is nearly always blank would be blown up where it is not. What never changes in
/// the training part becomes 0 everywhere. Everything is computed in double and narrowed at the end.
/// </summary>
internal sealed class Standardisation
{
    /// <summary>A power of 2 for each column that brings its numbers near 1, so that no square is lost or infinite.</summary>
    private readonly double[] _units;

    /// <summary>A value of each column: differences from it lose nothing where all are large and close together.</summary>
    private readonly double[] _origins;

    private readonly double[] _means;
    private readonly double[] _scales;

    private Standardisation(double[] units, double[] origins, double[] means, double[] variances)
    {
        (_units, _origins, _means) = (units, origins, means);
        _scales = [.. variances.Select(variance => variance > 0 ? 1 / Math.Sqrt(variance) : 0)];
    }

    /// <summary>Measures the columns of the training part.</summary>
    /// <param name="training">Which of them are the training part.</param>
    public static Standardisation OfColumns<TNumber>(RawSamples<TNumber> samples, ReadOnlySpan<int> training)
        where TNumber : unmanaged, INumberBase<TNumber>
    {
        double[] units = new double[samples.FeatureCount];
        foreach (int index in training)
        {
            ReadOnlySpan<TNumber> row = samples.Row(index);
            for (int j = 0; j < units.Length; j++)
            {
                units[j] = Math.Max(units[j], Math.Abs(double.CreateTruncating(row[j])));
            }
        }

        // Below 2^-1022 the power itself would be infinite.
        Array.ConvertAll(units, largest => largest > 0 ? Math.ScaleB(1, -Math.Max(Math.ILogB(largest), -1022)) : 1).CopyTo(units, 0);
        double[] origins = new double[units.Length];
        for (int j = 0; j < units.Length; j++)
        {
            origins[j] = double.CreateTruncating(samples.Row(training[0])[j]) * units[j];
        }

        (double[] means, double[] variances) = Measure(samples, training, units, origins);
        return new(units, origins, means, variances);
    }

    /// <summary>Measures all pixels of the training part together.</summary>
    /// <param name="training">Which of them are the training part.</param>
    public static Standardisation OfImages<TNumber>(RawSamples<TNumber> samples, ReadOnlySpan<int> training)
        where TNumber : unmanaged, INumberBase<TNumber>
    {
        double[] units = new double[samples.FeatureCount];
        double[] origins = new double[samples.FeatureCount];
        Array.Fill(units, 1);
        (double[] means, double[] variances) = Measure(samples, training, units, origins);
        double mean = means.Average();
        double variance = variances.Average() + means.Average(column => (column - mean) * (column - mean));
        Array.Fill(means, mean);
        Array.Fill(variances, variance);
        return new(units, origins, means, variances);
    }

    /// <summary>Standardises samples.</summary>
    /// <param name="indices">Which of them, in the order of the result.</param>
    /// <exception cref="InputException">A feature is so far from the training part that <typeparamref name="T"/> cannot hold
    /// it.</exception>
    public Samples<T> Apply<TNumber, T>(RawSamples<TNumber> samples, ReadOnlySpan<int> indices)
        where TNumber : unmanaged, INumberBase<TNumber>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = _means.Length;
        T[] features = GC.AllocateUninitializedArray<T>(indices.Length * width);
        int[] labels = new int[indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            labels[i] = samples.Labels[indices[i]];
            ReadOnlySpan<TNumber> row = samples.Row(indices[i]);
            Span<T> result = features.AsSpan(i * width, width);
            for (int j = 0; j < width; j++)
            {
                double distance = (double.CreateTruncating(row[j]) * _units[j]) - _origins[j] - _means[j];
                result[j] = T.CreateTruncating(distance * _scales[j]);
            }

            if (!TensorPrimitives.IsFiniteAll<T>(result))
            {
                int column = Array.FindIndex(result.ToArray(), value => !T.IsFinite(value));
                throw new InputException(FormattableString.Invariant($"feature {column + 1} has the value {row[column]} outside the training set, too far from the training mean for {(typeof(T) == typeof(float) ? "float32" : "float64")}; correct the value, or remove the row"));
            }
        }

        return new Samples<T>(features, labels, width);
    }

    private static (double[] Means, double[] Variances) Measure<TNumber>(RawSamples<TNumber> samples, ReadOnlySpan<int> training, double[] units, double[] origins)
        where TNumber : unmanaged, INumberBase<TNumber>
    {
        double[] means = new double[units.Length];
        double[] variances = new double[units.Length];
        for (int i = 0; i < training.Length; i++)
        {
            ReadOnlySpan<TNumber> row = samples.Row(training[i]);
            double share = 1.0 / (i + 1);
            for (int j = 0; j < means.Length; j++)
            {
                // Welford's update: sums of squares would cancel where the mean is far from 0.
                double value = (double.CreateTruncating(row[j]) * units[j]) - origins[j];
                double distance = value - means[j];
                means[j] += distance * share;
                variances[j] += distance * (value - means[j]);
            }
        }

        for (int j = 0; j < variances.Length; j++)
        {
            variances[j] /= training.Length;
        }

        return (means, variances);
    }
}
