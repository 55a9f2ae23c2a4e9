using System.Text.Json;
using Eden.Lab.Schedules;

namespace Eden.Lab.Tests.Schedules;

public class RecordedSchedulesTests
{
    public static TheoryData<int, int> Entries() => EntriesThat(_ => true);

    public static TheoryData<int, int> EntriesWithMomentum() => EntriesThat(entry => entry.TryGetProperty("momentum", out _));

    public static TheoryData<int> Plateaus() =>
        [.. Enumerable.Range(0, RecordedSchedules.Documents.Count).Where(i => RecordedSchedules.Documents[i].TryGetProperty("metrics", out _))];

    [Theory]
    [MemberData(nameof(Entries))]
    public void A_recorded_scheduler_is_reproduced(int document, int entry)
    {
        double baseRate = RecordedSchedules.Documents[document].GetProperty("base_lr").GetDouble();
        JsonElement recorded = RecordedSchedules.Documents[document].GetProperty("schedules")[entry];
        Schedule schedule = PyTorchSchedules.FromPyTorch(recorded.GetProperty("type").GetString()!, recorded.GetProperty("args"), baseRate);

        RecordedSchedules.AssertAgrees(
            RecordedSchedules.Numbers(recorded.GetProperty("lr")),
            step => baseRate * schedule.At(step),
            $"{recorded.GetProperty("type")} {recorded.GetProperty("args")}",
            isGolden: document == 0);
    }

    [Theory]
    [MemberData(nameof(EntriesWithMomentum))]
    public void A_recorded_momentum_is_reproduced(int document, int entry)
    {
        JsonElement recorded = RecordedSchedules.Documents[document].GetProperty("schedules")[entry];
        JsonElement momentum = recorded.GetProperty("momentum");
        Schedule schedule = PyTorchSchedules.ReadMomentum(recorded.GetProperty("type").GetString()!, recorded.GetProperty("args"))!;

        RecordedSchedules.AssertAgrees(RecordedSchedules.Numbers(momentum), step => schedule.At(step), recorded.GetProperty("args").ToString());
    }

    [Theory]
    [MemberData(nameof(Plateaus))]
    public void A_recorded_plateau_is_reproduced(int document)
    {
        JsonElement recorded = RecordedSchedules.Documents[document];
        double[] metrics = RecordedSchedules.Numbers(recorded.GetProperty("metrics"));
        double[] rates = RecordedSchedules.Numbers(recorded.GetProperty("lr_after"));
        ReduceOnPlateau plateau = PyTorchSchedules.PlateauFromPyTorch(recorded.GetProperty("args"), rates[0]);

        RecordedSchedules.AssertAgrees(
            rates,
            i =>
            {
                _ = plateau.Report(metrics[i]);
                return rates[0] * plateau.Multiplier;
            },
            recorded.GetProperty("args").ToString(),
            isGolden: document == 1);
    }

    [Fact]
    public void The_recordings_hold_every_scheduler_and_both_momenta()
    {
        JsonElement[] entries = [.. RecordedSchedules.Documents.Where(document => document.TryGetProperty("schedules", out _))
            .SelectMany(document => document.GetProperty("schedules").EnumerateArray())];

        Assert.Equal(16, entries.Select(entry => entry.GetProperty("type").GetString()).Distinct().Count());
        Assert.Equal(
            ["CyclicLR", "OneCycleLR"],
            entries.Where(entry => entry.TryGetProperty("momentum", out _)).Select(entry => entry.GetProperty("type").GetString()).Distinct().Order());
    }

    private static TheoryData<int, int> EntriesThat(Func<JsonElement, bool> isMeant)
    {
        TheoryData<int, int> entries = [];
        for (int document = 0; document < RecordedSchedules.Documents.Count; document++)
        {
            if (RecordedSchedules.Documents[document].TryGetProperty("schedules", out JsonElement schedules))
            {
                for (int entry = 0; entry < schedules.GetArrayLength(); entry++)
                {
                    if (isMeant(schedules[entry]))
                    {
                        entries.Add(document, entry);
                    }
                }
            }
        }

        return entries;
    }
}
