namespace Eden.Lab.Claims;

/// <summary>
/// How strongly a weight is decayed, against the size of its gradient (Loshchilov and Hutter, Proposition 2): Adam, Adam + L2
/// and AdamW are fed the same random gradients, of another size for each weight, and what the second and third lose against
/// the first is the decay that acted.
/// </summary>
internal sealed class GradientSizes
{
    private const int WeightsOfASize = 64;
    private const int Steps = 2000;
    private const double LearningRate = 1e-4;
    private const double Lambda = 0.01;

    private static readonly double[] AllSizes = [0.1, 0.3, 1, 3, 10, 30, 100];

    private GradientSizes(double[] decay, double[] penalty)
    {
        AdamW = decay;
        AdamWithL2 = penalty;
    }

    /// <summary>The standard deviation of the gradients.</summary>
    public static IReadOnlyList<double> Sizes => AllSizes;

    /// <summary>What the options are, in words.</summary>
    public static Phrase Setting { get; } = Phrase.Of("GradientSizes.Setting", LearningRate, Lambda, Steps, WeightsOfASize);

    /// <summary>The mean decay of AdamW for each size, as a multiple of lr·λ·w per step.</summary>
    public IReadOnlyList<double> AdamW { get; }

    /// <summary>The same of Adam + L2.</summary>
    public IReadOnlyList<double> AdamWithL2 { get; }

    public static GradientSizes Run(Xoshiro256 random, CancellationToken cancellation)
    {
        int count = AllSizes.Length * WeightsOfASize;
        AdamOptions options = new() { LearningRate = LearningRate };
        AdamOptions withL2 = options with { L2Penalty = Lambda };
        AdamWOptions withDecay = new() { LearningRate = LearningRate, WeightDecay = Lambda };
        State plain = new(count);
        State penalised = new(count);
        State decayed = new(count);
        double[] gradient = new double[count];
        double[] penalisedSum = new double[count];
        double[] decayedSum = new double[count];
        for (int step = 1; step <= Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < count; i++)
            {
                gradient[i] = AllSizes[i / WeightsOfASize] * random.NextNormal();
                penalisedSum[i] += penalised.Weight[i];
                decayedSum[i] += decayed.Weight[i];
            }

            Fused.Adam(plain.Weight, gradient, plain.First, plain.Second, step, options);
            Fused.Adam(penalised.Weight, gradient, penalised.First, penalised.Second, step, withL2);
            Fused.AdamW(decayed.Weight, gradient, decayed.First, decayed.Second, step, withDecay);
        }

        return new GradientSizes(Mean(plain, decayed, decayedSum), Mean(plain, penalised, penalisedSum));
    }

    private static double[] Mean(State plain, State shrunk, double[] sum)
    {
        double[] mean = new double[AllSizes.Length];
        for (int i = 0; i < sum.Length; i++)
        {
            mean[i / WeightsOfASize] += (plain.Weight[i] - shrunk.Weight[i]) / (LearningRate * Lambda * sum[i]) / WeightsOfASize;
        }

        return mean;
    }

    private sealed class State(int count)
    {
        public double[] Weight { get; } = [.. Enumerable.Repeat(1.0, count)];

        public double[] First { get; } = new double[count];

        public double[] Second { get; } = new double[count];
    }
}
