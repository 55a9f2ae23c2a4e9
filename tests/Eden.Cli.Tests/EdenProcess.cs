using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Eden.Cli.Tests;

/// <summary>Runs the real executable: the one built beside the tests, or the one that <c>EDEN_EXECUTABLE</c> names.</summary>
internal sealed partial class EdenProcess : IDisposable
{
    private const int SigInt = 2;
    private const int SigTerm = 15;

    private static readonly TimeSpan DefaultTimeLimit = TimeSpan.FromMinutes(2);

    /// <summary>Variables that would change what the program does; a test sets those it means.</summary>
    private static readonly string[] Cleared = ["NO_COLOR", "TERM", "COLUMNS", "EDEN_DEBUG", "EDEN_LANES", "EDEN_THREADS", "LANG", "LC_ALL"];

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private EdenProcess(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, string folder = "")
    {
        ProcessStartInfo start = new(file, arguments)
        {
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        foreach (string name in Cleared)
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The path of the executable under test.</summary>
    public static string Executable { get; } = Environment.GetEnvironmentVariable("EDEN_EXECUTABLE")
        ?? Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Eden.Cli.exe" : "Eden.Cli");

    /// <summary>Runs the program to its end.</summary>
    public static EdenResult Run(params string[] arguments) => Run(arguments, environment: null);

    /// <summary>Runs the program to its end, with environment variables set.</summary>
    public static EdenResult Run(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, TimeSpan? timeLimit = null)
    {
        using EdenProcess process = new(Executable, arguments, environment);
        return process.WaitForEnd(timeLimit);
    }

    /// <summary>Starts the program without waiting for it.</summary>
    public static EdenProcess Start(params string[] arguments) => new(Executable, arguments, environment: null);

    /// <summary>Runs a line of bash, in which <c>$EDEN</c> is the program.</summary>
    public static EdenResult RunShell(string line)
    {
        using EdenProcess process = new("bash", ["-c", line], new Dictionary<string, string> { ["EDEN"] = Executable });
        return process.WaitForEnd();
    }

    /// <summary>Runs another program to its end, in a folder.</summary>
    public static EdenResult RunProgram(string file, IEnumerable<string> arguments, string folder)
    {
        using EdenProcess process = new(file, arguments, environment: null, folder);
        return process.WaitForEnd();
    }

    /// <summary>Sends what Ctrl-C sends.</summary>
    public void Interrupt() => Assert.Equal(0, Kill(_process.Id, SigInt));

    /// <summary>Sends what a system sends to end a process.</summary>
    public void Terminate() => Assert.Equal(0, Kill(_process.Id, SigTerm));

    /// <summary>Kills the program, which leaves it no time for anything.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Waits for the end; a program that runs longer than the limit is killed and fails the test.</summary>
    public EdenResult WaitForEnd(TimeSpan? timeLimit = null)
    {
        TimeSpan limit = timeLimit ?? DefaultTimeLimit;
        if (!_process.WaitForExit(limit))
        {
            _process.Kill(entireProcessTree: true);
            Assert.Fail($"eden {string.Join(' ', _process.StartInfo.ArgumentList)} ran longer than {limit}.");
        }

        string[] error = _error.GetAwaiter().GetResult().Split('\n');
        string[] progress = [.. error.Where(IsProgress)];
        return new EdenResult(_process.ExitCode, _output.GetAwaiter().GetResult(), string.Join('\n', error.Where(line => !IsProgress(line)))) { Progress = progress };

        // It depends on how fast the machine is.
        static bool IsProgress(string line) => line.StartsWith("progress: ", StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}

/// <summary>What a run left.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error without lines of progress.</param>
internal sealed record EdenResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of progress.</summary>
    public IReadOnlyList<string> Progress { get; init; } = [];

    public bool Equals(EdenResult? other) => other is not null && (ExitCode, Output, Error) == (other.ExitCode, other.Output, other.Error);

    public override int GetHashCode() => (ExitCode, Output, Error).GetHashCode();

    /// <summary>Asserts that the user's mistake was refused with one clear line and exit code 2.</summary>
    public void AssertRefused(params string[] mentions)
    {
        Assert.Equal("", Output);
        Assert.StartsWith("eden: ", Error, StringComparison.Ordinal);
        Assert.Equal(1, Error.Count(character => character == '\n'));
        Assert.All(mentions, mention => Assert.Contains(mention, Error, StringComparison.Ordinal));
        Assert.Equal(2, ExitCode);
    }
}
