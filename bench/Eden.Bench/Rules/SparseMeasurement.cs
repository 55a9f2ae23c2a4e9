using System.Globalization;

namespace Eden.Bench.Rules;

/// <summary>A step of SparseAdam over 1,000 rows of a large table beside a step over all of it, in turn.</summary>
internal static class SparseMeasurement
{
    private const int Touched = 1_000;
    private const int Width = 64;

    /// <summary>Measures a table with so many rows.</summary>
    public static string Run(int rows)
    {
        using Parameter<float> dense = new("dense", rows, Width) { HasGradient = true };
        dense.Gradient.Fill(0.1f);
        using Parameter<float> sparse = new("sparse", rows, Width);
        long[] touched = [.. Enumerable.Range(0, Touched).Select(i => (long)i * (rows / Touched))];
        float[] values = new float[Touched * Width];
        Array.Fill(values, 0.1f);
        sparse.SparseGradient = new(touched, values);
        using SparseAdam<float> all = new([dense]);
        using SparseAdam<float> some = new([sparse]);
        double[] medians = Alternation.Medians(9, () => all.Step(), () => some.Step());
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Touched} of {rows} rows of {Width}: {medians[1] * 1e6:F0} µs; all rows: {medians[0] * 1e6:F0} µs; 1/{medians[0] / medians[1]:F0}\n");
    }
}
