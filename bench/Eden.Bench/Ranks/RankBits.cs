using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Eden.Mpi;

namespace Eden.Bench.Ranks;

/// <summary>Prints a hash of what a few steps over a large model leave, to compare between numbers of ranks.</summary>
internal static class RankBits
{
    private const int MicroBatches = 8;
    private const int Steps = 3;
    private const int Skipped = 1;

    private static readonly float[] Numbers = [.. Enumerable.Range(0, 1 << 20).Select(i => (((uint)i * 2654435761u) / (float)uint.MaxValue) - 0.5f)];

    /// <summary>Takes steps of three algorithms with clipping, one of them skipped.</summary>
    public static int Run(MpiCommunicator ranks)
    {
        foreach (OptimizerOptions options in (OptimizerOptions[])[new AdamWOptions(), new LionOptions(), new LambOptions()])
        {
            Run(ranks, options);

            // The arrays of the model before would stay beside those of the next.
            GC.Collect();
        }

        return 0;
    }

    private static void Run(MpiCommunicator ranks, OptimizerOptions options)
    {
        Parameter<float>[] parameters = [.. RankMeasurement.Shapes(layers: 12).Select((shape, i) => new Parameter<float>($"p{i}", shape))];
        for (int i = 0; i < parameters.Length; i++)
        {
            Fill(parameters[i].Value, i);
        }

        using Optimizer<float> optimizer = new(parameters, options)
        {
            Communicator = ranks,
            GradientOptions = new() { MaxNorm = 1, MicroBatches = MicroBatches, NonFinite = NonFiniteGradients.SkipStep },
            Engine = new() { DegreeOfParallelism = 1 },
        };
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int t = 0; t < Steps; t++)
        {
            StepResult result = optimizer.Step(MicroBatches, part => Differentiate(parameters, t, part));
            hash.AppendData(MemoryMarshal.AsBytes<double>([result.GradientNorm!.Value, result.IsSkipped ? 1 : 0]));
        }

        foreach (Parameter<float> parameter in parameters)
        {
            hash.AppendData(MemoryMarshal.AsBytes(parameter.Value));
            foreach (float[] state in optimizer.GetState(parameter).Values)
            {
                hash.AppendData(MemoryMarshal.AsBytes<float>(state));
            }
        }

        if (ranks.Rank == 0)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{options.GetType().Name}, {ranks.Size} ranks, {ranks.Library}, {optimizer.SkippedSteps} step skipped: {Convert.ToHexStringLower(hash.GetHashAndReset())[..16]}"));
        }
    }

    private static void Differentiate(Parameter<float>[] parameters, int t, int part)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i].HasGradient = true;
            Fill(parameters[i].Gradient, (((t + 1) * 1000) + i) * MicroBatches + part);
        }

        if (t == Skipped && part == 3)
        {
            parameters[0].Gradient[12_345_678] = float.NaN;
        }
    }

    private static void Fill(Span<float> span, int seed)
    {
        for (int done = 0, first = seed * 7919 % Numbers.Length; done < span.Length; first = 0)
        {
            int count = Math.Min(span.Length - done, Numbers.Length - first);
            Numbers.AsSpan(first, count).CopyTo(span[done..]);
            done += count;
        }
    }
}
