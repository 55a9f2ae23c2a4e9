using System.Text.Json;
using Eden.Lab.Schedules;
using Eden.Testing;

namespace Eden.Lab.Tests.Schedules;

/// <summary>The recordings of schedulers: the golden ones, and random ones that
/// <c>tools/record_schedules.py --cases 96 --plateaus 78 --seed 1</c> wrote to <c>tests/golden-schedules/random.jsonl</c>.</summary>
internal static class RecordedSchedules
{
    public static IReadOnlyList<JsonElement> Documents { get; } =
    [
        Parse(File.ReadAllText(Repository.PathTo("tests", "golden", "lr-schedules.json"))),
        Parse(File.ReadAllText(Repository.PathTo("tests", "golden", "lr-plateau.json"))),
        .. File.ReadLines(Repository.PathTo("tests", "golden-schedules", "random.jsonl")).Select(Parse),
    ];

    public static JsonElement Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    public static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetDouble())];

    /// <summary>Asserts what <c>eden verify</c> calls agreement; the golden recordings agree to 1e-12 everywhere.</summary>
    public static void AssertAgrees(double[] recorded, Func<int, double> actual, string what, bool isGolden = false)
    {
        RateAgreement agreement = new(recorded);
        for (int i = 0; i < recorded.Length; i++)
        {
            double found = actual(i);
            bool agrees = isGolden ? Math.Abs(found - recorded[i]) <= 1e-12 * recorded[i] : agreement.Share(recorded[i], found) <= 1;
            Assert.True(agrees, FormattableString.Invariant($"{what}, step {i}: {found:R} instead of {recorded[i]:R}"));
        }
    }
}
