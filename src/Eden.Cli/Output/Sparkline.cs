using System.Text;

namespace Eden.Cli.Output;

/// <summary>A row of numbers as a line of little bars, for example losses: ▇▅▃▂▂▁.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>What stands for a number that is not finite.</summary>
    private const char NotFinite = '×';

    /// <summary>Draws numbers, the least as the lowest bar and the greatest as the highest.</summary>
    /// <param name="values">The numbers, in order.</param>
    /// <param name="width">The most bars; where there are more numbers, a bar is the mean of neighbours.</param>
    public static string Of(IReadOnlyList<double> values, int width = 40)
    {
        double[] means = [.. Shorten(values, Math.Min(width, values.Count))];
        double[] finite = [.. means.Where(double.IsFinite)];
        if (finite.Length == 0)
        {
            return new string(NotFinite, means.Length);
        }

        double least = finite.Min();
        double range = finite.Max() - least;
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
