using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Eden.Mpi.Tests;

/// <summary><c>eden train</c> under <c>mpirun</c>.</summary>
public sealed class TrainTests : IDisposable
{
    private static readonly string[] Options = ["--model", "16", "--dropout", "0.2", "--micro-batches", "8", "--batch", "60"];

    private readonly string _folder = Directory.CreateTempSubdirectory("eden-mpi").FullName;

    public static TheoryData<string> Mpis => Launch.Mpis;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Mpis))]
    public void Any_number_of_ranks_writes_the_log_and_the_checkpoint_of_one_process(string mpi)
    {
        Launch single = Train("", 1, [.. Options, "--epochs", "2", "--checkpoint", At("single"), "--json", At("single.jsonl")]);
        Assert.Equal(0, single.ExitCode);
        foreach (int ranks in new[] { 2, 3 })
        {
            Launch launch = Train(mpi, ranks, [.. Options, "--epochs", "2", "--checkpoint", At("ranks"), "--json", At("ranks.jsonl")]);
            Assert.Equal((0, ""), (launch.ExitCode, string.Join('\n', launch.Errors)));
            Assert.Equal(File.ReadAllBytes(At("single")), File.ReadAllBytes(At("ranks")));
            Assert.Equal(Epochs("single.jsonl"), Epochs("ranks.jsonl"));
            Assert.Equal(single.Lines.Length, launch.Lines.Length);
            File.Delete(At("ranks.jsonl"));
        }
    }

    [Theory]
    [MemberData(nameof(Mpis))]
    public void A_run_goes_on_with_another_number_of_ranks(string mpi)
    {
        Assert.Equal(0, Train("", 1, [.. Options, "--epochs", "3", "--checkpoint", At("whole"), "--json", At("whole.jsonl")]).ExitCode);
        Assert.Equal(0, Train(mpi, 3, [.. Options, "--epochs", "2", "--checkpoint", At("part")]).ExitCode);
        Assert.Equal(0, Train(mpi, 2, ["--resume", At("part"), "--epochs", "3", "--json", At("part.jsonl")]).ExitCode);
        Assert.Equal(Epochs("whole.jsonl"), Epochs("part.jsonl"));
    }

    [Fact]
    public void A_run_whose_rank_was_killed_ends_and_goes_on_with_fewer_ranks()
    {
        using Process launcher = Process.Start(Launch.StartOf("openmpi", 3, [Program, "train", .. Options, "--epochs", "1000000", "--checkpoint", At("killed"), "--json", At("killed.jsonl")]))!;
        launcher.BeginOutputReadLine();
        launcher.BeginErrorReadLine();
        Assert.True(SpinWait.SpinUntil(() => File.Exists(At("killed")), TimeSpan.FromSeconds(60)), "Nothing was saved.");
        KillOneOf(launcher);
        Assert.True(launcher.WaitForExit(TimeSpan.FromSeconds(30)), "The other ranks did not end.");
        Assert.NotEqual(0, launcher.ExitCode);

        string epochs = $"{Epochs("killed.jsonl").Length + 1}";
        Launch resumed = Train("openmpi", 2, ["--resume", At("killed"), "--epochs", epochs, "--json", At("killed.jsonl")]);
        Assert.Equal((0, ""), (resumed.ExitCode, string.Join('\n', resumed.Errors)));
        Assert.Equal(epochs, $"{Epochs("killed.jsonl").Length}");
    }

    [Theory]
    [MemberData(nameof(Mpis))]
    public void Without_the_option_there_are_as_many_parts_as_ranks_rounded_up_and_it_is_said(string mpi)
    {
        Launch launch = Train(mpi, 3, ["--epochs", "1", "--model", "logistic"]);
        Assert.Equal(["eden: each batch is cut into 4 parts for 3 ranks, as by --micro-batches 4"], launch.Errors);
        Assert.Equal(0, launch.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Mpis))]
    public void What_is_wrong_is_told_once(string mpi)
    {
        Launch launch = Train(mpi, 3, ["--micro-batches", "6"]);
        Assert.Equal(["eden: --micro-batches is 6; it must be a power of two of at most the 64 samples of a step"], launch.Errors);
        Assert.NotEqual(0, launch.ExitCode);
    }

    private static Launch Train(string mpi, int ranks, string[] arguments) =>
        Launch.Run(mpi, ranks, [Program, "train", .. arguments]);

    private static string Program => Path.Combine(AppContext.BaseDirectory, "Eden.Cli.dll");

    /// <summary>Kills a rank of a launcher, which is its child.</summary>
    private static void KillOneOf(Process launcher)
    {
        string children = File.ReadAllText($"/proc/{launcher.Id}/task/{launcher.Id}/children");
        using Process rank = Process.GetProcessById(int.Parse(children.Split(' ')[1], CultureInfo.InvariantCulture));
        rank.Kill();
    }

    private string At(string name) => Path.Combine(_folder, name);

    /// <summary>The lines of epochs; the last line has times in it.</summary>
    private string[] Epochs(string log) => [.. File.ReadAllLines(At(log)).Where(line => line.EndsWith('}') && JsonDocument.Parse(line).RootElement.TryGetProperty("epoch", out _))];
}
