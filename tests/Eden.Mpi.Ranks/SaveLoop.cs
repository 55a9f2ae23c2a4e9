using Eden.Checkpoints;

namespace Eden.Mpi.Ranks;

/// <summary>Saves one state after another over the same file, until a rank is killed.</summary>
internal static class SaveLoop
{
    private const int Length = 100_000;

    /// <summary>Goes on after the state in the file. Every state is a function of its number.</summary>
    public static int Run(MpiCommunicator ranks, string path)
    {
        Console.WriteLine($"process {Environment.ProcessId}");
        using AdamW<float> optimizer = Create(ranks);
        TrainingState<float> state = new(optimizer);
        if (ranks.Rank == 0 || File.Exists(path))
        {
            _ = File.Exists(path) ? state.Load(path) : null;
        }

        while (true)
        {
            Step(optimizer, 1, ranks.Size);
            state.Step++;
            state.Save(path);
            if (ranks.Rank == 0)
            {
                Console.WriteLine($"saved {state.Step}");
            }
        }
    }

    /// <summary>The number of the state in a file, after a check of every bit by one process; 0 where there is no file.</summary>
    public static long Load(string path)
    {
        if (!File.Exists(path))
        {
            return 0;
        }

        using AdamW<float> optimizer = Create(null);
        TrainingState<float> state = new(optimizer);
        state.Load(path, new() { VerifyHash = true });
        Parameter<float> parameter = optimizer.Parameters[0];
        IReadOnlyDictionary<string, float[]> moments = optimizer.GetState(parameter);

        // The rate is 0 and every gradient 1, so all elements agree, and the first moment says which step it is.
        float expected = 0;
        for (long t = 0; t < state.Step; t++)
        {
            expected = float.FusedMultiplyAdd(1 - 0.9f, 1 - expected, expected);
        }

        if (optimizer.GetStepCount(parameter) != state.Step
            || moments["exp_avg"].AsSpan().IndexOfAnyExcept(moments["exp_avg"][0]) >= 0
            || moments["exp_avg_sq"].AsSpan().IndexOfAnyExcept(moments["exp_avg_sq"][0]) >= 0
            || Math.Abs(moments["exp_avg"][0] - expected) > 1e-5)
        {
            throw new InvalidDataException($"The file holds no whole state; it says that it is number {state.Step}.");
        }

        return state.Step;
    }

    private static void Step(AdamW<float> optimizer, float gradient, int ranks)
    {
        optimizer.Parameters[0].HasGradient = true;
        optimizer.Parameters[0].Gradient.Fill(gradient / ranks);
        optimizer.Step();
    }

    private static AdamW<float> Create(ICommunicator? communicator) =>
        new([new Parameter<float>("w", Length)], new() { LearningRate = 0 }) { Communicator = communicator };
}
