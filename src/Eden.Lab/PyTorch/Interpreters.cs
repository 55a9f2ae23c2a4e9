namespace Eden.Lab.PyTorch;

/// <summary>Where Python may be.</summary>
internal static class Interpreters
{
    /// <summary>The commands that are tried when the user names none. Debian's Python, which has Debian's PyTorch, may stand
    /// behind another on the path.</summary>
    public static IReadOnlyList<string> Usual { get; } =
        OperatingSystem.IsWindows() ? ["python3", "python"] : ["python3", "python", "/usr/bin/python3"];

    /// <summary>The file that a command names, or <see langword="null"/>. A bare name is looked up on the path and nowhere
    /// else: .NET's own search begins in the current directory, which may hold anything.</summary>
    public static string? Locate(string command)
    {
        IEnumerable<string> candidates = Path.GetFileName(command) == command
            ? SearchPath().Select(directory => Path.Combine(directory, command))
            : [Path.GetFullPath(command)];
        return candidates.SelectMany(WithExtension).FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> SearchPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(Path.IsPathRooted);

    private static IEnumerable<string> WithExtension(string file) =>
        OperatingSystem.IsWindows() ? [file, file + ".exe"] : [file];
}
