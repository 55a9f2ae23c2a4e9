using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Eden.Mpi;

namespace Eden.Bench.Ranks;

/// <summary>What a data-parallel step costs: the exchange of the same bytes, the step of one rank's part, and both together.</summary>
internal static unsafe class RankMeasurement
{
    private const int Rounds = 7;
    private const long Bucket = 4 << 20;

    /// <summary>Measures AdamW over a model of GPT-2's shapes, one thread a rank.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="layers">The layers of the model: 12 are 124 million parameters.</param>
    public static int Run(MpiCommunicator ranks, int layers)
    {
        Parameter<float>[] parameters = [.. Shapes(layers).Select((shape, i) => new Parameter<float>($"p{i}", shape) { HasGradient = true })];
        foreach (Parameter<float> parameter in parameters)
        {
            parameter.Gradient.Fill(1e-3f);
        }

        long length = parameters.Sum(parameter => parameter.Length);
        double exchange = Median(ranks, () => Exchange(ranks, length));
        double part = Median(ranks, StepOfPart(length / ranks.Size));
        using AdamW<float> optimizer = new(parameters, new AdamWOptions { LearningRate = 1e-4 }) { Communicator = ranks, Engine = new() { DegreeOfParallelism = 1 }, GradientOptions = new() { MicroBatches = ranks.Size } };
        double together = Median(ranks, () => optimizer.Step());
        double stateShare = optimizer.StateBytes / (8.0 * length);
        if (ranks.Rank == 0)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ranks.Library}: {ranks.Size} ranks, {length / 1e6:F1} million parameters"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"exchange of the same bytes {1e3 * exchange:F0} ms, step of a part {1e3 * part:F0} ms, step with communication {1e3 * together:F0} ms: {together / (exchange + part):F2} times the sum"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"state of rank 0: {optimizer.StateBytes / 1e6:F1} MB, {stateShare:F4} of the whole"));
        }

        return 0;
    }

    /// <summary>Every rank sends its gradient of each other part and receives its own, and the same with values, in buckets, without packing and
    /// adding.</summary>
    private static void Exchange(MpiCommunicator ranks, long length)
    {
        long part = length / ranks.Size * sizeof(float);
        byte* own = Memory(ref _own, part);
        byte* other = Memory(ref _other, part * ranks.Size);
        for (int pass = 0; pass < 2; pass++)
        {
            for (long first = 0; first < part; first += Bucket)
            {
                long count = Math.Min(Bucket, part - first);
                for (int rank = 0; rank < ranks.Size; rank++)
                {
                    if (rank != ranks.Rank)
                    {
                        ranks.Receive(rank, other + (rank * part) + first, count);
                        ranks.Send(rank, own + first, count);
                    }
                }

                ranks.Complete(2 * (ranks.Size - 1));
            }

            ranks.Complete();
        }
    }

    private static byte* _own;
    private static byte* _other;

    private static byte* Memory(ref byte* memory, long bytes)
    {
        if (memory is null)
        {
            memory = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, 4096);
            NativeMemory.Fill(memory, (nuint)bytes, 1);
        }

        return memory;
    }

    private static Action StepOfPart(long length)
    {
        Parameter<float> parameter = new("part", length) { HasGradient = true };
        parameter.Gradient.Fill(1e-3f);
        AdamW<float> optimizer = new([parameter], new AdamWOptions { LearningRate = 1e-4 }) { Engine = new() { DegreeOfParallelism = 1 } };
        return () => optimizer.Step();
    }

    private static double Median(MpiCommunicator ranks, Action action)
    {
        List<double> seconds = [];
        for (int i = 0; i < Rounds + 2; i++)
        {
            ranks.Sum([0]);
            long start = Stopwatch.GetTimestamp();
            action();
            ranks.Sum([0]);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return seconds.Skip(2).Order().ElementAt(Rounds / 2);
    }

    /// <summary>Embeddings, then the tensors of each layer, then the last norm.</summary>
    public static IEnumerable<long[]> Shapes(int layers) =>
    [
        [50_257, 768],
        [1024, 768],
        .. Enumerable.Range(0, layers).SelectMany(_ => (long[][])[[768], [768], [768, 2304], [2304], [768, 768], [768], [768], [768], [768, 3072], [3072], [3072, 768], [768]]),
        [768],
        [768],
    ];
}
