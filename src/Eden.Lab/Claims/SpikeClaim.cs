using Eden.Lab.Charts;

namespace Eden.Lab.Claims;

/// <summary>"A β₂ that lags lets one spike in the gradient kick the weights by up to lr·(1−β₁)/√(1−β₂)."</summary>
internal sealed class SpikeClaim : IClaim
{
    private const int StepsBefore = 20_000;
    private const int StepsAfter = 40;
    private const double Beta1 = 0.9;
    private const double LargestSpike = 1e4;

    /// <summary>What the first moment still holds of the steps before comes on top of the bound.</summary>
    private const double Allowed = 1.01;

    private static readonly double[] Beta2s = [0.999, 0.99, 0.95];
    private static readonly double[] Spikes = [10, 100, LargestSpike];

    public ClaimResult Test(ClaimContext context)
    {
        double[] bounds = [.. Beta2s.Select(beta2 => (1 - Beta1) / Math.Sqrt(1 - beta2))];
        double[][] kicks = [.. Beta2s.Select(beta2 => Spikes.Select(spike => Steps(beta2, spike, context)[0]).ToArray())];
        return new ClaimResult
        {
            Number = context.Number,
            Statement = Phrase.Of("SpikeClaim.Statement"),
            Documented = ClaimVerdict.Holds,
            Finding = Phrase.Of("SpikeClaim.Finding", LargestSpike, kicks[0][^1], bounds[0], kicks[^1][^1], Beta2s[^1]),
            Checks =
            [
                .. Beta2s.Select((beta2, row) => new ClaimCheck { Quantity = Phrase.Of("SpikeClaim.bound", beta2), Value = kicks[row].Max() / bounds[row], AtMost = Allowed, IsExpected = true }),
                .. Beta2s.Select((beta2, row) => new ClaimCheck { Quantity = Phrase.Of("SpikeClaim.reached", beta2, LargestSpike), Value = kicks[row][^1] / bounds[row], AtLeast = 0.99, IsExpected = true }),
            ],
            Tables =
            [
                new DataTable(
                    Phrase.Of("SpikeClaim.Table", StepsBefore),
                    [Phrase.Same("β₂"), .. Spikes.Select(spike => Phrase.Of("spike {0}", spike)), Phrase.Same("(1−β₁)/√(1−β₂)")],
                    [.. Beta2s.Select((beta2, row) => new DataRow(Phrase.Of("β₂ {0}", beta2), [.. kicks[row].Select(Figures.Of), Figures.Of(bounds[row])]))]),
            ],
            Charts =
            [
                new Chart
                {
                    Title = Phrase.Of("Steps after a spike"),
                    X = Phrase.Of("steps after the spike"),
                    Y = Phrase.Of("step, in learning rates"),
                    Description = Phrase.Of("SpikeClaim.Chart.Description"),
                    Series = [.. Beta2s.Select(beta2 => new ChartSeries(Phrase.Of("β₂ {0}", beta2), [.. Enumerable.Range(0, StepsAfter).Select(step => (double)step)], Steps(beta2, LargestSpike, context)))],
                },
            ],
            Command = context.Command,
        };
    }

    /// <summary>The steps from the spike on, in learning rates. Before it and after it the gradient is 1 and −1 in turn.</summary>
    private static double[] Steps(double beta2, double spike, ClaimContext context)
    {
        AdamWOptions options = new() { LearningRate = 1, Beta1 = Beta1, Beta2 = beta2, WeightDecay = 0 };
        double[] weight = [0], gradient = [0], m = [0], v = [0];
        double[] steps = new double[StepsAfter];
        for (int step = 1; step <= StepsBefore + StepsAfter; step++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            double before = weight[0];
            gradient[0] = step == StepsBefore + 1 ? spike : step % 2 == 0 ? 1 : -1;
            Fused.AdamW(weight, gradient, m, v, step, options);
            if (step > StepsBefore)
            {
                steps[step - StepsBefore - 1] = before - weight[0];
            }
        }

        return steps;
    }
}
