using Eden.Testing;
using Eden.Tests.Support;

namespace Eden.Tests.Accuracy;

/// <summary>Denormal, zero, huge, infinite and NaN gradients give the parameters that the real PyTorch gives
/// (tests/golden-special). Moments are not compared: they may be NaN where PyTorch keeps an infinity.</summary>
[Trait(Suite.Trait, Suite.Kernels)]
public class SpecialGradientTests
{
    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Repository.PathTo("tests", "golden-special"), "*.json")
        .Select(path => Path.GetFileName(path))
        .Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_recordings_of_every_optimizer_in_both_precisions() => Assert.Equal(16, Files.Count);

    [Theory]
    [MemberData(nameof(Files))]
    public void Parameters_are_those_of_pytorch(string file)
    {
        (double units, string place) = TraceJudge.WorstDifference(Trace.Load(Repository.PathTo("tests", "golden-special", file)));
        Assert.True(units <= TraceJudge.AllowedUnits, $"{units} units at {place}");
    }
}
