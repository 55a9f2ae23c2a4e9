namespace Eden.Cli.Tests;

/// <summary>What Ctrl-C and SIGTERM leave. Tests of train, sweep, compare, verify and checkpoint stand with their verbs.</summary>
public sealed class InterruptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eden-interrupt").FullName;

    [Theory]
    [InlineData(false, "^eden: stopped after \\d of 9 claims; nothing was written\n$", "claims", "--seeds", "100")]
    [InlineData(true, "^eden: stopped after \\d of 9 claims; nothing was written\n$", "claims", "--seeds", "100")]
    [InlineData(false, "^eden: stopped after \\d+ of 22 models; nothing was written\n$", "bench")]
    public void A_verb_that_is_stopped_says_how_far_it_came_and_leaves_no_file(bool terminate, string error, params string[] verb)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals to send.");
        using EdenProcess process = EdenProcess.Start([.. verb, "--json", Path.Combine(_folder, "r.json"), "--html", Path.Combine(_folder, "r.html")]);
        Assert.True(SpinWait.SpinUntil(() => Directory.EnumerateFiles(_folder).Count() == 2, TimeSpan.FromMinutes(1)));

        if (terminate)
        {
            process.Terminate();
        }
        else
        {
            process.Interrupt();
        }

        EdenResult result = process.WaitForEnd();
        Assert.Equal((130, ""), (result.ExitCode, result.Output));
        Assert.Matches(error, result.Error);
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public void A_second_signal_ends_at_once_and_leaves_no_temporary_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals to send.");
        string data = Path.Combine(_folder, "data.csv");
        File.WriteAllLines(data, Enumerable.Range(0, 4_000_000).Select(row => row % 3 == 0 ? "1,2,a" : "3,4,b"));
        using EdenProcess process = EdenProcess.Start("train", "--data", data, "--html", Path.Combine(_folder, "r.html"));
        Assert.True(SpinWait.SpinUntil(() => Directory.EnumerateFiles(_folder).Count() == 2, TimeSpan.FromMinutes(1)));

        process.Interrupt();
        Thread.Sleep(100);
        process.Interrupt();

        Assert.Equal(new EdenResult(130, "", ""), process.WaitForEnd());
        Assert.Equal([data], Directory.EnumerateFiles(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
