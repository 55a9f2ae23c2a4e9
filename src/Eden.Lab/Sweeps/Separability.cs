using Eden.Lab.Statistics;

namespace Eden.Lab.Sweeps;

/// <summary>
/// How separable learning rate and decay are: tune one of them with the other held at any value, then change the other; the share
/// of what tuning had gained over a value drawn at random that is left. 1: all, each can be tuned by itself. 0: nothing. Below 0:
/// the tuned value is worse than one at random. docs/claims.md defines it.
/// </summary>
/// <param name="Value">The mean over the seeds.</param>
/// <param name="Low">The lower end of the 95 % interval of the mean (Student's t over the seeds); <see langword="null"/> with one
/// seed.</param>
/// <param name="High">Its upper end.</param>
/// <param name="PerSeed">The number of each seed's own map.</param>
internal sealed record Separability(double Value, double? Low, double? High, IReadOnlyList<double> PerSeed)
{
    internal static Separability? Of(IReadOnlyList<double[,]> maps)
    {
        if (maps.Count == 0 || maps[0].GetLength(0) < 2 || maps[0].GetLength(1) < 2)
        {
            return null;
        }

        double[] values = [.. maps.Select(Of)];
        MeanInterval interval = MeanInterval.Of(values);
        return values.Length < 2
            ? new(interval.Mean, null, null, values)
            : new(interval.Mean, interval.Mean - interval.HalfWidth, interval.Mean + interval.HalfWidth, values);
    }

    /// <summary>The number of one map of errors.</summary>
    /// <param name="errors">[learning rate, decay].</param>
    internal static double Of(double[,] errors)
    {
        (double carriedDecay, double randomDecay) = Regrets(errors.GetLength(0), errors.GetLength(1), (rate, decay) => errors[rate, decay]);
        (double carriedRate, double randomRate) = Regrets(errors.GetLength(1), errors.GetLength(0), (decay, rate) => errors[rate, decay]);
        double random = randomDecay + randomRate;

        // Where nothing makes a difference, nothing is lost by tuning each by itself.
        return random > 0 ? 1 - ((carriedDecay + carriedRate) / random) : 1;
    }

    /// <summary>What is lost, over all pairs of rows, by using in one row the column that is best in the other, and by using any
    /// column. Where several columns are best, they share.</summary>
    private static (double Carried, double Random) Regrets(int rows, int columns, Func<int, int, double> error)
    {
        double carried = 0;
        double random = 0;
        double[] best = [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, columns).Min(column => error(row, column)))];
        for (int tuned = 0; tuned < rows; tuned++)
        {
            int[] choices = [.. Enumerable.Range(0, columns).Where(column => error(tuned, column) == best[tuned])];
            for (int used = 0; used < rows; used++)
            {
                if (used != tuned)
                {
                    carried += choices.Average(column => error(used, column)) - best[used];
                    random += Enumerable.Range(0, columns).Average(column => error(used, column)) - best[used];
                }
            }
        }

        return (carried, random);
    }
}
