using Eden.Lab.Recordings;
using Eden.Testing;

namespace Eden.Lab.Tests.Verification;

/// <summary>The recordings of real runs under tests/golden and tests/golden-trace2.</summary>
internal static class GoldenRecordings
{
    private static readonly string[] Patterns = ["trace-*.json", "experiment-*.json", "mlp-*.json", "lr-*.json"];

    public static IEnumerable<string> Names => Patterns
        .SelectMany(pattern => Directory.EnumerateFiles(Repository.PathTo("tests", "golden"), pattern))
        .Concat(Directory.EnumerateFiles(Repository.PathTo("tests", "golden-trace2"), "*.json"))
        .Select(path => Path.GetFileName(path))
        .Order(StringComparer.Ordinal);

    public static string PathOf(string name) => Repository.PathTo("tests", name.StartsWith("trace2-", StringComparison.Ordinal) ? "golden-trace2" : "golden", name);

    public static Recording Read(string name) => RecordingFile.Read(PathOf(name));
}
