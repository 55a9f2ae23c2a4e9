using System.Diagnostics;

namespace Eden.Bench;

/// <summary>The working copy that the program was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The commit, with a mark where the sources differ from it.</summary>
    public static string Commit()
    {
        string changes = Output("git", "-C", Root, "status", "--porcelain", "--", "src", "bench/Eden.Bench", "bench/native");
        return Output("git", "-C", Root, "rev-parse", "--short=10", "HEAD") + (changes.Length > 0 ? " with changes" : "");
    }

    /// <summary>What a command prints.</summary>
    public static string Output(string command, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Trim();
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Eden.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Run the benchmarks from a clone of the repository.");
    }
}
