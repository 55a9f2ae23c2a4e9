using System.Globalization;
using System.Runtime.CompilerServices;
using Eden.Checkpoints;

namespace Eden.Tests.Checkpoints;

/// <summary>What is killed in <see cref="KillTests"/>: this program, doing nothing but saving one state after another over the same
/// file. It starts before the test runner does, because hundreds of starts are needed.</summary>
internal static class SaveLoop
{
    /// <summary>The file to save to; unset in an ordinary run.</summary>
    public const string File = "EDEN_TEST_SAVE_LOOP";

    /// <summary>The number of the first state to save.</summary>
    public const string First = "EDEN_TEST_SAVE_LOOP_FIRST";

    /// <summary>As many numbers as make a write take longer than the system's smallest.</summary>
    private const int Length = 20_000;

    /// <summary>More than anybody waits for: a process whose parent is gone ends by itself.</summary>
    private const int MostSaves = 1000;

    [ModuleInitializer]
    internal static void RunInsteadOfTheTests()
    {
        if (Environment.GetEnvironmentVariable(File) is string path)
        {
            Run(path, long.Parse(Environment.GetEnvironmentVariable(First)!, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The number of the state in a file, after a check of every bit; 0 where there is no file yet.</summary>
    public static long Load(string path)
    {
        if (!System.IO.File.Exists(path))
        {
            return 0;
        }

        using AdamW<float> optimizer = Create(0);
        TrainingState<float> state = new(optimizer);
        state.Load(path, new() { VerifyHash = true });
        using AdamW<float> expected = Create(state.Step);
        Parameter<float> actual = optimizer.Groups[0].Parameters[0];
        Parameter<float> wanted = expected.Groups[0].Parameters[0];
        if (!actual.Value.SequenceEqual(wanted.Value)
            || !optimizer.State(actual, 0).SequenceEqual(expected.State(wanted, 0))
            || !optimizer.State(actual, 1).SequenceEqual(expected.State(wanted, 1))
            || optimizer.GetStepCount(actual) != state.Step + 1
            || optimizer.Groups[0].LearningRate != state.Step)
        {
            throw new InvalidDataException($"The file holds no whole state; it says that it is number {state.Step}.");
        }

        return state.Step;
    }

    /// <summary>State after state, each a function of its number, each number told when its file stands.</summary>
    private static void Run(string path, long first)
    {
        for (long number = first; number < first + MostSaves; number++)
        {
            using AdamW<float> optimizer = Create(number);
            new TrainingState<float>(optimizer) { Step = number }.Save(path);
            Console.Out.WriteLine(number.ToString(CultureInfo.InvariantCulture));
            Console.Out.Flush();
        }

        Environment.Exit(0);
    }

    /// <summary>A state that no step has made: to compile the step takes longer than everything else here.</summary>
    private static AdamW<float> Create(long number)
    {
        Parameter<float> parameter = new("w", Length);
        AdamW<float> optimizer = new([parameter], new() { LearningRate = number });
        parameter.Value.Fill(number);
        optimizer.State(parameter, 0).Fill(-number);
        optimizer.State(parameter, 1).Fill(number + 0.5f);
        optimizer.SetStepCount(parameter, number + 1);
        return optimizer;
    }
}
