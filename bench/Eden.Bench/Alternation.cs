using System.Diagnostics;

namespace Eden.Bench;

/// <summary>Times actions in turn, so that what the machine does meanwhile meets all of them alike.</summary>
internal static class Alternation
{
    private const double SampleSeconds = 0.01;

    /// <summary>The median seconds of one call of each action.</summary>
    public static double[] Medians(int rounds, params Action[] actions)
    {
        int[] repeats = new int[actions.Length];
        for (int i = 0; i < actions.Length; i++)
        {
            // The first calls compile; tiered compilation needs some more of them.
            Time(actions[i], 30);
            repeats[i] = (int)Math.Clamp(SampleSeconds / Time(actions[i], 3), 1, 100_000);
        }

        double[][] samples = [.. actions.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < actions.Length; i++)
            {
                samples[i][round] = Time(actions[i], repeats[i]);
            }
        }

        return [.. samples.Select(Median)];
    }

    public static double Median(IEnumerable<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        return sorted[sorted.Length / 2];
    }

    private static double Time(Action action, int repeats)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
        {
            action();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / repeats;
    }
}
