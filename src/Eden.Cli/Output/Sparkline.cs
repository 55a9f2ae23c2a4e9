using System.Text;

namespace Eden.Cli.Output;

/// <summary>A row of numbers as a line of little bars, for example losses: ▇▅▃▂▂▁.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>The most bars where nothing says otherwise.</summary>
    public const int Usual = 40;

    /// <summary>What stands for a number that is not finite.</summary>
    private const char NotFinite = '×';

    /// <summary>Draws numbers, the least as the lowest bar and the greatest as the highest.</summary>
    /// <param name="values">The numbers, in order.</param>
    /// <param name="width">The most bars; where there are more numbers, a bar is the mean of neighbours.</param>
    public static string Of(IReadOnlyList<double> values, int width = Usual) => Together([values], width)[0];

    /// <summary>Draws several rows on one scale.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="width">The most bars of a row.</param>
    public static IReadOnlyList<string> Together(IReadOnlyList<IReadOnlyList<double>> rows, int width = Usual)
    {
        double[][] means = [.. rows.Select(row => Shorten(row, Math.Min(width, row.Count)).ToArray())];
        double[] finite = [.. means.SelectMany(row => row).Where(double.IsFinite)];
        double least = finite.Append(double.PositiveInfinity).Min();
        double range = finite.Append(double.NegativeInfinity).Max() - least;
        return [.. means.Select(row => Draw(row, least, range))];
    }

    private static string Draw(double[] means, double least, double range)
    {
        StringBuilder line = new();
        foreach (double mean in means)
        {
            line.Append(double.IsFinite(mean) ? Bars[range > 0 ? (int)Math.Min(Bars.Length - 1, (mean - least) / range * Bars.Length) : 0] : NotFinite);
        }

        return line.ToString();
    }

    private static IEnumerable<double> Shorten(IReadOnlyList<double> values, int count)
    {
        for (int bar = 0; bar < count; bar++)
        {
            int begin = (int)((long)values.Count * bar / count);
            int end = (int)((long)values.Count * (bar + 1) / count);
            double sum = 0;
            for (int i = begin; i < end; i++)
            {
                sum += values[i] / (end - begin);
            }

            yield return sum;
        }
    }
}
