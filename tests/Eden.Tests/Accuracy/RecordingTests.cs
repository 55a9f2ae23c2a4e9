using Eden.Testing;
using Eden.Tests.Support;

namespace Eden.Tests.Accuracy;

/// <summary>Recordings of the real PyTorch, judged step by step by the rule of tests/golden/README.md.</summary>
[Trait(Suite.Trait, Suite.Kernels)]
public class RecordingTests
{
    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Repository.PathTo("tests", "golden"), "trace-*.json")
        .Select(path => Path.GetFileName(path))
        .Where(name => name.StartsWith("trace-adam-", StringComparison.Ordinal) || name.StartsWith("trace-adamw-", StringComparison.Ordinal) || name.StartsWith("trace-sgd-", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_recordings_of_every_optimizer_in_both_precisions() => Assert.Equal(40, Files.Count);

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_recorded_step_is_reproduced(string file)
    {
        (double units, string place) = TraceJudge.WorstDifference(Trace.Load(Repository.PathTo("tests", "golden", file)));
        Assert.True(units <= TraceJudge.AllowedUnits, $"{units} units at {place}");
    }
}
