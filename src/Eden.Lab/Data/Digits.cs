using System.Globalization;

namespace Eden.Lab.Data;

/// <summary>The embedded set of handwritten digits: 8×8 images and what they show. README.md beside this file names the
/// source.</summary>
internal static class Digits
{
    /// <summary>The number of images.</summary>
    public const int Count = 1797;

    /// <summary>The number of pixels of an image.</summary>
    public const int Pixels = 64;

    /// <summary>The number of classes: the digits 0 to 9.</summary>
    public const int Classes = 10;

    private static readonly Lazy<(double[] Features, int[] Labels)> Set = new(Load);

    /// <summary>The pixels, whole numbers from 0 to 16, an image per row: [1797, 64] row-major.</summary>
    public static ReadOnlySpan<double> Features => Set.Value.Features;

    /// <summary>The digit that each image shows.</summary>
    public static ReadOnlySpan<int> Labels => Set.Value.Labels;

    private static (double[] Features, int[] Labels) Load()
    {
        double[] features = new double[Count * Pixels];
        int[] labels = new int[Count];
        using Stream resource = typeof(Digits).Assembly.GetManifestResourceStream("digits.csv.gz")!;
        using StreamReader reader = new(Gzip.Open(resource));
        for (int row = 0; row < Count; row++)
        {
            ReadOnlySpan<char> line = reader.ReadLine();
            int column = 0;
            foreach (Range range in line.Split(','))
            {
                int value = int.Parse(line[range], NumberStyles.None, CultureInfo.InvariantCulture);
                if (column < Pixels)
                {
                    features[(row * Pixels) + column] = value;
                }
                else
                {
                    labels[row] = value;
                }

                column++;
            }
        }

        return (features, labels);
    }
}
