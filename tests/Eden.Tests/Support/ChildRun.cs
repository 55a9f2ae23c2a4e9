using System.Diagnostics;

namespace Eden.Tests.Support;

/// <summary>This test program run once more, on some of its tests and with other environment variables.</summary>
internal sealed record ChildRun(int ExitCode, string Output)
{
    /// <summary>The width that a child must find in use; unset in an ordinary run.</summary>
    public const string ExpectedLanes = "EDEN_TEST_EXPECTED_LANES";

    /// <summary>The digest of results that a child must reach; unset in an ordinary run.</summary>
    public const string ExpectedDigest = "EDEN_TEST_EXPECTED_DIGEST";

    public static ChildRun Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        // The executable itself, or the shared host on which it runs.
        string program = Environment.ProcessPath!;
        string assembly = typeof(ChildRun).Assembly.Location;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        ProcessStartInfo start = new(program, isHost ? ["exec", assembly, .. arguments] : arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove(Lanes.EnvironmentVariable);
        start.Environment.Remove(EngineOptions.ThreadsVariable);
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output + errors.Result);
    }
}
