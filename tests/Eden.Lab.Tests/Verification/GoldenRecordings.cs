using Eden.Lab.Recordings;
using Eden.Testing;

namespace Eden.Lab.Tests.Verification;

/// <summary>The recordings of real PyTorch runs under tests/golden.</summary>
internal static class GoldenRecordings
{
    private static readonly string[] UnsupportedOptimizers = ["nadam", "radam", "adamax", "rmsprop", "adagrad"];

    private static readonly string[] Patterns = ["trace-*.json", "experiment-*.json", "mlp-*.json"];

    public static IEnumerable<string> Supported => All.Where(name => !IsUnsupported(name));

    public static IEnumerable<string> Unsupported => All.Where(IsUnsupported);

    private static IEnumerable<string> All => Patterns
        .SelectMany(pattern => Directory.EnumerateFiles(Repository.PathTo("tests", "golden"), pattern))
        .Select(path => Path.GetFileName(path))
        .Order(StringComparer.Ordinal);

    public static string PathOf(string name) => Repository.PathTo("tests", "golden", name);

    public static Recording Read(string name) => RecordingFile.Read(PathOf(name));

    private static bool IsUnsupported(string name) => UnsupportedOptimizers.Any(optimizer => name.Contains($"-{optimizer}-", StringComparison.Ordinal));
}
