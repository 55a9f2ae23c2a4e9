using System.Diagnostics;
using System.Globalization;
using Eden.Mpi.Ranks;

namespace Eden.Mpi.Tests;

/// <summary>Ranks killed while they save: the old or the new state is there, whole.</summary>
public sealed class KillTests : IDisposable
{
    private const int Ranks = 2;

    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("EDEN_TEST_KILLS") ?? "10", CultureInfo.InvariantCulture);

    private readonly string _folder = Directory.CreateTempSubdirectory("eden-kill").FullName;

    public static TheoryData<string> Mpis => Launch.Mpis;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Mpis))]
    public void A_rank_killed_at_any_moment_of_a_save_leaves_a_whole_state(string mpi)
    {
        string path = Path.Combine(_folder, "run.safetensors");
        Random random = new(7);
        long number = 0;
        for (int i = 0; i < Kills; i++)
        {
            long told = SaveUntilKilled(mpi, path, random.Next(Ranks), TimeSpan.FromMilliseconds(random.NextDouble() * 20));
            long found = SaveLoop.Load(path);
            Assert.InRange(found, Math.Max(told, number), long.MaxValue);
            number = found;
        }

        Assert.True(number >= Kills, $"{number} states were saved.");
        Assert.InRange(Directory.GetFiles(_folder).Length, 1, 2);
    }

    /// <summary>Runs the ranks and kills one a while after the first state of this run stands.</summary>
    /// <returns>The last state that was told to be saved.</returns>
    private static long SaveUntilKilled(string mpi, string path, int victim, TimeSpan delay)
    {
        using Process launcher = Process.Start(Launch.StartOf(mpi, Ranks, [Launch.RanksProgram, "save", path]))!;
        List<int> processes = [];
        long told = 0;
        bool isKilled = false;
        launcher.ErrorDataReceived += (_, _) => { };
        launcher.BeginErrorReadLine();
        while (launcher.StandardOutput.ReadLine() is string line)
        {
            string[] words = line.Split(' ');
            if (words[0] == "process")
            {
                processes.Add(int.Parse(words[1], CultureInfo.InvariantCulture));
            }
            else if (words[0] == "saved")
            {
                told = long.Parse(words[1], CultureInfo.InvariantCulture);
                if (!isKilled)
                {
                    isKilled = true;
                    Thread.Sleep(delay);
                    using Process rank = Process.GetProcessById(processes[victim]);
                    rank.Kill();
                }
            }
        }

        Assert.True(launcher.WaitForExit(TimeSpan.FromSeconds(30)), "The other ranks did not end.");
        Assert.NotEqual(0, launcher.ExitCode);
        return told;
    }
}
