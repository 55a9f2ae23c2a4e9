using System.Numerics;

namespace Eden.Tests.Support;

/// <summary>Options, and numbers to run them on: a start, and a gradient and a schedule multiplier for every step.</summary>
internal sealed record Problem(OptimizerOptions Options, int Length, int Steps, ulong Seed)
{
    // Gradients spread over magnitudes, and some are exactly zero, as in a real model.
    private static readonly double[] GradientScales = [1e-6, 1e-3, 1, 1, 1e3, 0];

    private static readonly double[] Multipliers = [1, 1, 0.5, 0.01, 0];

    public long[] Shape => Shapes.Of(Options, Length);

    public ProblemData<T> Generate<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Xoshiro256 random = new(Seed);
        T Normal(double scale) => T.CreateTruncating(scale * random.NextNormal());

        T[] initial = [.. Enumerable.Range(0, Length).Select(_ => Normal(1))];
        double[] scales = [.. Enumerable.Range(0, Length).Select(_ => GradientScales[random.NextInt(GradientScales.Length)])];
        T[][] gradients = [.. Enumerable.Range(0, Steps).Select(_ => scales.Select(Normal).ToArray())];
        double[] multipliers = [.. Enumerable.Range(0, Steps).Select(_ => Multipliers[random.NextInt(Multipliers.Length)])];
        return new(initial, gradients, multipliers);
    }
}

internal sealed record ProblemData<T>(T[] Initial, T[][] Gradients, double[] Multipliers);

/// <summary>What a run leaves: the values after every step, and the state after the last.</summary>
internal sealed record Outcome<T>(IReadOnlyList<T[]> Values, IReadOnlyList<T[]> States);
