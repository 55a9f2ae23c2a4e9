using System.Numerics;
using System.Text.Json;
using Eden.Kernels;
using Eden.Testing;
using Eden.Tests.Support;

namespace Eden.Tests.Engine;

/// <summary>
/// Every optimizer, variant and situation gives the bits that tests/golden/bits.json recorded, on one thread, and in every width on four: a change
/// of the engine must not change a result. The file was made by
/// <c>EDEN_ACCEPT_BITS=1 dotnet test --project tests/Eden.Tests -- --filter-class '*RecordedBitsTests'</c>. It holds on Linux, whose
/// mathematical functions give the scalars, on x64 and Arm64 alike: <c>tests/arm64/run</c>.
/// </summary>
public class RecordedBitsTests
{
    private const string AcceptVariable = "EDEN_ACCEPT_BITS";

    private static readonly string File = Repository.PathTo("tests", "golden", "bits.json");

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    [Trait(Suite.Trait, Suite.Bits)]
    public void Every_step_gives_the_recorded_bits() => AssertRecorded([Lanes.CurrentWidth], threads: 1);

    [Fact]
    public void Every_step_gives_the_recorded_bits_in_every_width_on_four_threads() => AssertRecorded([.. Lanes.Widths], threads: 4);

    private static void AssertRecorded(LaneWidth[] widths, int threads)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The recording was made on Linux.");
        SortedDictionary<string, string> actual = new(StringComparer.Ordinal);
        foreach ((string name, OptimizerOptions options) in BitVariants.All)
        {
            foreach (BitSituation situation in Enum.GetValues<BitSituation>())
            {
                actual.Add($"{name} | {situation} | float32", OneHash(widths, width => BitRun.Hash<float>(options, situation, width, threads)));
                actual.Add($"{name} | {situation} | float64", OneHash(widths, width => BitRun.Hash<double>(options, situation, width, threads)));
            }
        }

        AddAverages<float>(actual, threads, "float32");
        AddAverages<double>(actual, threads, "float64");
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            System.IO.File.WriteAllText(File, JsonSerializer.Serialize(actual, Indented) + "\n");
        }

        Dictionary<string, string> recorded = JsonSerializer.Deserialize<Dictionary<string, string>>(System.IO.File.ReadAllText(File))!;
        string[] differences = [.. recorded.Keys.Union(actual.Keys).Where(name => recorded.GetValueOrDefault(name) != actual.GetValueOrDefault(name)).Order(StringComparer.Ordinal)];
        Assert.True(
            differences.Length == 0,
            $"{differences.Length} of {recorded.Count} runs give other bits than recorded:\n{string.Join('\n', differences.Take(20))}\nIf the change is meant, run this test with {AcceptVariable}=1, commit the file and list the change with its reason in docs/numerics.md.");
    }

    private static void AddAverages<T>(SortedDictionary<string, string> actual, int threads, string type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        actual.Add($"EqualAverage | {type}", BitRun.HashOfAverage<T>(parameters => new EqualAverage<T>(parameters), threads));
        foreach (AverageStart start in Enum.GetValues<AverageStart>())
        {
            actual.Add($"ExponentialAverage, {start} | {type}", BitRun.HashOfAverage<T>(parameters => new ExponentialAverage<T>(parameters, new() { Decay = 0.9, Start = start }), threads));
        }
    }

    /// <summary>The hash that all widths agree on, or all that were found.</summary>
    private static string OneHash(LaneWidth[] widths, Func<LaneWidth, string> run) => string.Join(" or ", widths.Select(run).Distinct());
}
