namespace Eden.Playground.Views;

/// <summary>Fewer points for a line, none of its peaks lost.</summary>
internal static class Thinning
{
    private const int MostPoints = 300;

    /// <summary>Of every few neighbouring values the one that is farthest from 0, at its place.</summary>
    public static IReadOnlyList<(double X, double Y)> Of(IReadOnlyList<double> values)
    {
        int stride = (values.Count + MostPoints - 1) / MostPoints;
        return [.. values.Select((value, step) => (X: (double)step, Y: value)).Chunk(Math.Max(1, stride)).Select(chunk => chunk.MaxBy(point => Math.Abs(point.Y)))];
    }
}
