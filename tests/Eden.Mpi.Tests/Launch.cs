using System.Diagnostics;

namespace Eden.Mpi.Tests;

/// <summary>A program under a launcher, and what came of it.</summary>
internal sealed record Launch(int ExitCode, string Output, string Error, TimeSpan Duration)
{
    /// <summary>Longer than any test may take; what hangs is ended and fails.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(100);

    public static TheoryData<string> Mpis => ["openmpi", "mpich"];

    /// <summary>The lines of the output, sorted: ranks print in any order.</summary>
    public string[] Lines => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    /// <summary>The lines of the errors that are Eden's; launchers add their own.</summary>
    public string[] Errors => [.. Error.Split('\n').Where(line => line.StartsWith("eden: ", StringComparison.Ordinal))];

    /// <summary>The test program.</summary>
    public static string RanksProgram => Path.Combine(AppContext.BaseDirectory, "Eden.Mpi.Ranks.dll");

    /// <summary>Runs ranks of the test program.</summary>
    public static Launch Ranks(string mpi, int ranks, string[] arguments, params (string Name, string Value)[] environment) =>
        Run(mpi, ranks, [RanksProgram, .. arguments], environment);

    /// <summary>Runs a .NET program under <c>mpirun</c>; with an MPI of "" by itself.</summary>
    public static Launch Run(string mpi, int ranks, string[] arguments, params (string Name, string Value)[] environment)
    {
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(StartOf(mpi, ranks, arguments, environment))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{mpi} did not end: {error.Result}");
        }

        return new Launch(process.ExitCode, output.Result, error.Result, Stopwatch.GetElapsedTime(begin));
    }

    /// <summary>How to start a .NET program under a launcher.</summary>
    public static ProcessStartInfo StartOf(string mpi, int ranks, string[] arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(mpi.Length == 0 ? "dotnet" : $"mpirun.{mpi}") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] options = mpi switch
        {
            "openmpi" => ["--oversubscribe", "-q", "-n", $"{ranks}", "dotnet"],
            "mpich" => ["-n", $"{ranks}", "dotnet"],
            _ => [],
        };
        foreach (string argument in options.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        // Open MPI does not run as root unless told so twice.
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";

        // Open MPI gives ranks a terminal, which .NET would greet.
        start.Environment["TERM"] = "dumb";

        // Several ranks share the processors of one machine.
        start.Environment["EDEN_THREADS"] = "1";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
