using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Eden.Tests.Support;

namespace Eden.Mpi.Ranks;

/// <summary>What ranks do in the tests.</summary>
internal static unsafe class Scenarios
{
    /// <summary>Prints a hash of values, states and results after steps with clipping and a skipped one.</summary>
    public static int Bits(MpiCommunicator? ranks, string algorithms)
    {
        foreach (string algorithm in algorithms.Split(','))
        {
            using RankRun<float> run = new(parameters => [new(parameters, OptionsOf(algorithm))], ranks);
            run.Optimizer.GradientOptions = new() { MaxNorm = 0.5, MicroBatches = RankRun<float>.MicroBatches, NonFinite = NonFiniteGradients.SkipStep };
            for (int t = 0; t < 4; t++)
            {
                run.Step(t, t == 2 ? ("p8", 69_999) : null);
            }

            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (float[] array in run.Snapshot().Values)
            {
                hash.AppendData(MemoryMarshal.AsBytes<float>(array));
            }

            foreach (StepResult result in run.Results)
            {
                hash.AppendData(MemoryMarshal.AsBytes<double>([result.GradientNorm ?? -1, result.IsSkipped ? 1 : 0]));
            }

            Console.WriteLine($"{algorithm} {Convert.ToHexStringLower(hash.GetHashAndReset())[..16]}");
        }

        return 0;
    }

    /// <summary>Sends and sums more than one message of MPI's can hold, with that lowered.</summary>
    public static int Exchange(MpiCommunicator ranks, int mostBytes)
    {
        ranks.MostBytes = mostBytes;
        const int Length = 10_007;
        byte[][] sent = [.. Enumerable.Range(0, ranks.Size).Select(to => Pattern(ranks.Rank, to))];
        byte[][] received = [.. Enumerable.Range(0, ranks.Size).Select(_ => GC.AllocateArray<byte>(Length, pinned: true))];
        for (int other = 0; other < ranks.Size; other++)
        {
            if (other != ranks.Rank)
            {
                ranks.Receive(other, Address(received[other]), Length);
                ranks.Send(other, Address(sent[other]), Length);
            }
        }

        ranks.Complete(1);
        ranks.Complete();
        for (int other = 0; other < ranks.Size; other++)
        {
            if (other != ranks.Rank && !received[other].SequenceEqual(Pattern(other, ranks.Rank)))
            {
                throw new InvalidOperationException($"What came from rank {other} is not what it sent.");
            }
        }

        double[] sums = new double[1001];
        sums[ranks.Rank] = 0.1 * (ranks.Rank + 1);
        sums[1000] = ranks.Rank;
        ranks.Sum(sums);
        double[] expected = new double[1001];
        expected[1000] = ranks.Size * (ranks.Size - 1) / 2.0;
        for (int rank = 0; rank < ranks.Size; rank++)
        {
            expected[rank] = 0.1 * (rank + 1);
        }

        Console.WriteLine(sums.SequenceEqual(expected) ? "exchanged" : "wrong sums");
        return 0;

        static byte[] Pattern(int from, int to)
        {
            byte[] bytes = GC.AllocateArray<byte>(Length, pinned: true);
            new Random((from * 100) + to).NextBytes(bytes);
            return bytes;
        }

        static void* Address(byte[] pinned) => (void*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
    }

    /// <summary>Steps until one rank kills itself.</summary>
    public static int Train(MpiCommunicator ranks, int killed, int process)
    {
        using RankRun<float> run = new(parameters => [new(parameters, new AdamWOptions())], ranks);
        for (int t = 0; ; t++)
        {
            run.Step(0);
            if (t == 3 && ranks.Rank == killed)
            {
                Process.GetProcessById(process).Kill();
            }
        }
    }

    /// <summary>One rank never comes.</summary>
    public static int Hang(MpiCommunicator ranks, int hung)
    {
        ranks.Patience = TimeSpan.FromSeconds(2);
        return ranks.Rank == hung ? Forever() : Wait(ranks);

        static int Forever()
        {
            Thread.Sleep(Timeout.Infinite);
            return 0;
        }
    }

    /// <summary>Waits for all ranks, of which one never comes.</summary>
    public static int Wait(MpiCommunicator ranks)
    {
        ranks.Sum([1]);
        return 0;
    }

    /// <summary>MPI without a launcher.</summary>
    public static int Alone()
    {
        Console.WriteLine(MpiCommunicator.LaunchedRanks);
        return MpiCommunicator.Run(ranks =>
        {
            Console.WriteLine($"{ranks.Rank} of {ranks.Size} with {ranks.Library}");
            return 0;
        });
    }

    /// <summary>MPI was initialised by other code.</summary>
    public static int StartTwice()
    {
        MpiLibrary library = MpiLibrary.Load(Launcher.Find());
        int threads;
        library.Initialize(null, null, 0, &threads);
        int code = MpiCommunicator.Run(_ => 0);
        library.End();
        return code;
    }

    private static OptimizerOptions OptionsOf(string algorithm) => algorithm switch
    {
        "AdamW" => new AdamWOptions { LearningRate = 0.01 },
        "cautious" => new AdamWOptions { LearningRate = 0.01, Cautious = true },
        "Lion" => new LionOptions { LearningRate = 0.001 },
        "LAMB" => new LambOptions { LearningRate = 0.01, WeightDecay = 0.1 },
        _ => new AdafactorOptions { LearningRate = 0.01 },
    };
}
