using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Eden.Kernels;

namespace Eden.Tests.Support;

/// <summary>What a step does with gradients in a recorded run, and which parameters take part.</summary>
internal enum BitSituation
{
    /// <summary>Every parameter has a gradient, and nothing is done with it.</summary>
    Plain,

    /// <summary>Clipping by norm.</summary>
    ClippedByNorm,

    /// <summary>Clipping by value, gradients cleared by the step.</summary>
    ClippedByValue,

    /// <summary>Gradients are missing now and then, and parameters frozen for a while.</summary>
    Missing,

    /// <summary>All of this, a loss scale, micro-batches, a schedule, ascent, and steps skipped for a NaN.</summary>
    Everything,
}

/// <summary>Fifty steps over a small model, and the hash of all that they leave.</summary>
internal static class BitRun
{
    private const int Steps = 50;

    // With and without a tail in every width; 4,096 is a block of the norm.
    private static readonly int[] Lengths = [1, 7, 67, 0, 4096 + 19, 256];

    /// <summary>The SHA-256, shortened to 64 bits, of values, states, step counts and norms.</summary>
    public static string Hash<T>(OptimizerOptions options, BitSituation situation, LaneWidth width, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Parameter<T>[] parameters = [.. Lengths.Select((length, i) => new Parameter<T>($"p{i}", Shapes.Of(options, length)))];
        Xoshiro256 random = new(19);
        foreach (Parameter<T> parameter in parameters)
        {
            Fill(parameter.Value, random, 1);
        }

        bool isEverything = situation == BitSituation.Everything;
        using Optimizer<T> optimizer = Runs.Create(parameters, options with { Maximize = isEverything });
        optimizer.LaneWidth = width;
        optimizer.Engine = new() { DegreeOfParallelism = threads, SingleThreadBelow = 0 };
        optimizer.GradientOptions = new()
        {
            MaxNorm = isEverything || situation == BitSituation.ClippedByNorm ? 1.5 : null,
            MaxValue = situation == BitSituation.ClippedByValue ? 0.01 : null,
            ClearAfterStep = isEverything || situation == BitSituation.ClippedByValue,
            MicroBatches = isEverything ? 3 : 1,
            NonFinite = isEverything ? NonFiniteGradients.SkipStep : NonFiniteGradients.Propagate,
        };
        optimizer.LossScale = isEverything ? 1024 : 1;
        for (int t = 0; t < Steps; t++)
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                bool isMissing = isEverything || situation == BitSituation.Missing;
                parameters[i].IsFrozen = isMissing && i == 2 && t is > 10 and < 20;
                parameters[i].HasGradient = !isMissing || (t + i) % 5 != 0;
                Fill(parameters[i].HasGradient ? parameters[i].Gradient : [], random, optimizer.LossScale, t);
            }

            if (isEverything && t is 7 or 8)
            {
                parameters[5].HasGradient = true;
                parameters[5].Gradient[3] = T.NaN;
            }

            optimizer.Groups[0].ScheduleMultiplier = isEverything ? 1 - (t / 64.0) : 1;
            StepResult result = optimizer.Step();
            hash.AppendData(MemoryMarshal.AsBytes([result.GradientNorm is double norm && double.IsFinite(norm) ? norm : -1]));
        }

        foreach (Parameter<T> parameter in parameters)
        {
            Append(hash, parameter.Value);
            hash.AppendData(MemoryMarshal.AsBytes([optimizer.GetStepCount(parameter)]));
            for (int i = 0; i < options.StateCount; i++)
            {
                Append(hash, optimizer.State(parameter, i));
            }
        }

        return Shortened(hash);
    }

    /// <summary>As <see cref="Hash"/>, of an average of weights that change at random.</summary>
    public static string HashOfAverage<T>(Func<Parameter<T>[], WeightAverage<T>> create, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Parameter<T>[] parameters = [.. Lengths.Select((length, i) => new Parameter<T>($"p{i}", length))];
        Xoshiro256 random = new(19);
        using WeightAverage<T> average = create(parameters);
        average.Engine = new() { DegreeOfParallelism = threads, SingleThreadBelow = 0 };
        for (int t = 0; t < Steps; t++)
        {
            foreach (Parameter<T> parameter in parameters)
            {
                Fill(parameter.Value, random, 1);
            }

            average.Update();
        }

        foreach (Parameter<T> parameter in parameters)
        {
            Append(hash, average.GetValues(parameter));
        }

        return Shortened(hash);
    }

    private static string Shortened(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(..8));

    private static void Append<T>(IncrementalHash hash, ReadOnlySpan<T> values)
        where T : unmanaged => hash.AppendData(MemoryMarshal.AsBytes(values));

    /// <summary>Uniform numbers, made with exact operations only. By index they spread over magnitudes; some become zero for good, so that
    /// their moments vanish.</summary>
    private static void Fill<T>(Span<T> span, Xoshiro256 random, double scale, int step = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < span.Length; i++)
        {
            double magnitude = (i % 11) switch { 0 => Math.ScaleB(1, -60), 1 => Math.ScaleB(1, -20), 2 => 64, 3 => step < 8 ? 1 : 0, _ => 0.25 };
            span[i] = T.CreateTruncating(((random.NextDouble() * 2) - 1) * magnitude * scale);
        }
    }
}
