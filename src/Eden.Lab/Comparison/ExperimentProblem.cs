using Eden.Lab.Recordings;

namespace Eden.Lab.Comparison;

/// <summary>The start and the inputs that all models share. Every number is one of the element type.</summary>
/// <param name="Initial">The weights at the start.</param>
/// <param name="Inputs">The input of each epoch, row-major.</param>
/// <param name="Seed">The seed that they come from, where it is known.</param>
/// <param name="Origin">Where they come from, in words.</param>
internal sealed record ExperimentProblem(double[] Initial, double[][] Inputs, ulong? Seed, string Origin)
{
    private const ulong UsualSeed = 1;

    /// <summary>Takes the recording's start and inputs where its shape and length serve, and random ones where a seed is
    /// given or it does not serve.</summary>
    public static ExperimentProblem Create(ComparisonConfig config, ExperimentRecording recording)
    {
        bool serves = config.Seed is null
            && config.InFeatures == recording.Initial.Count
            && config.Batch * config.InFeatures == recording.Epochs[0].Input.Count
            && config.Epochs <= recording.Epochs.Count;
        return serves
            ? new ExperimentProblem(
                [.. recording.Initial],
                [.. recording.Epochs.Take((int)config.Epochs).Select(epoch => epoch.Input.ToArray())],
                (ulong?)recording.Seed,
                $"as recorded from {recording.Origin}")
            : Draw(config, config.Seed ?? UsualSeed);
    }

    /// <summary>PyTorch's distributions: a linear layer's start is uniform over ±1/√in, an input over [0, 1).</summary>
    private static ExperimentProblem Draw(ComparisonConfig config, ulong seed)
    {
        Xoshiro256 random = new(seed);
        double bound = 1 / Math.Sqrt(config.InFeatures);
        double[] initial = Fill(config.InFeatures, config.ElementType, () => random.NextUniform(-bound, bound));
        double[][] inputs = new double[config.Epochs][];
        for (int epoch = 0; epoch < inputs.Length; epoch++)
        {
            inputs[epoch] = Fill(config.Batch * config.InFeatures, config.ElementType, random.NextDouble);
        }

        return new ExperimentProblem(initial, inputs, seed, $"random, seed {seed}");
    }

    private static double[] Fill(long count, ElementType elementType, Func<double> draw)
    {
        double[] numbers = new double[count];
        foreach (ref double number in numbers.AsSpan())
        {
            number = elementType == ElementType.Bits32 ? (float)draw() : draw();
        }

        return numbers;
    }
}
