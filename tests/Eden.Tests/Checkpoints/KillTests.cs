using System.Diagnostics;
using System.Globalization;
using Eden.Checkpoints;
using Eden.Testing;

namespace Eden.Tests.Checkpoints;

[Trait("Suite", Fuzz.Suite)]
public class KillTests
{
    /// <summary>How often to kill, for a longer run: <c>EDEN_TEST_KILLS=1000</c>.</summary>
    private const string KillsVariable = "EDEN_TEST_KILLS";

    private const int DefaultKills = 200;
    private const int Workers = 2;
    private const int MostSavesBeforeKill = 3;
    private const int LongestSpin = 400_000;

    [Fact]
    public void A_process_killed_at_a_random_moment_of_its_saves_leaves_the_old_or_the_new_state()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGKILL is a Unix signal.");
        int kills = int.Parse(Environment.GetEnvironmentVariable(KillsVariable) ?? DefaultKills.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        int duringSave = 0;
        Parallel.For(0, Workers, worker => Interlocked.Add(ref duringSave, KillMany((ulong)worker, kills / Workers)));
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills, {duringSave} of them between the beginning of a temporary file and its end.");
    }

    /// <returns>How many kills left a temporary file.</returns>
    private static int KillMany(ulong seed, int kills)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("state.safetensors");
        Xoshiro256 random = new(seed);
        int duringSave = 0;
        long number = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            long told = KillOne(path, number + 1, 1 + random.NextInt(MostSavesBeforeKill), random.NextInt(LongestSpin));
            duringSave += folder.Names.Length - 1;
            Assert.InRange(folder.Names.Length, 1, 2);
            number = SaveLoop.Load(path);
            Assert.InRange(number, told, told + 1);
        }

        // Otherwise the kills have missed the moments that matter.
        Assert.InRange(duringSave, kills / 10, kills);
        new TrainingState<float>([new Parameter<float>("w", 1)]).Save(path);
        Assert.Equal(["state.safetensors"], folder.Names);
        return duringSave;
    }

    /// <summary>Starts a process that saves, and kills it a moment after it has told of so many saves.</summary>
    /// <returns>The last save that it told of.</returns>
    private static long KillOne(string path, long first, int saves, int spin)
    {
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        ProcessStartInfo start = new(program, isHost ? ["exec", typeof(KillTests).Assembly.Location] : []) { RedirectStandardOutput = true };
        start.Environment[SaveLoop.File] = path;
        start.Environment[SaveLoop.First] = first.ToString(CultureInfo.InvariantCulture);
        using Process process = Process.Start(start)!;
        string? last = null;
        for (int i = 0; i < saves; i++)
        {
            last = process.StandardOutput.ReadLine();
        }

        Thread.SpinWait(spin);
        process.Kill();
        while (process.StandardOutput.ReadLine() is string line)
        {
            last = line.Length > 0 ? line : last;
        }

        process.WaitForExit();
        Assert.True(process.ExitCode == 128 + 9, $"The process ended by itself with {process.ExitCode}.");
        return long.Parse(last!, CultureInfo.InvariantCulture);
    }
}
