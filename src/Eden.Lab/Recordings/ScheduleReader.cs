namespace Eden.Lab.Recordings;

/// <summary>Reads recordings of schedulers. What their arguments mean is not asked here.</summary>
internal static class ScheduleReader
{
    public static SchedulesRecording ReadSchedules(RecordedValue root) => new()
    {
        Source = root.Source,
        Origin = Recording.ReadOrigin(root),
        BaseRate = ReadBase(root.Get("base_lr")),
        Schedules = root.Get("schedules").SomeItems(ReadSchedule),
    };

    public static PlateauRecording ReadPlateau(RecordedValue root)
    {
        double[] metrics = root.Get("metrics").Numbers();
        double[] rates = ReadRates(root.Get("lr_after"));
        if (metrics.Length != rates.Length)
        {
            throw root.Get("metrics").Fail($"expected as many numbers as in lr_after, found {metrics.Length} and {rates.Length}");
        }

        double? baseRate = root.Find("base_lr") is RecordedValue value ? ReadBase(value) : double.IsFinite(metrics[0]) ? rates[0] : null;
        return new PlateauRecording
        {
            Source = root.Source,
            Origin = Recording.ReadOrigin(root),
            BaseRate = baseRate ?? root.Get("base_lr", ", and the first metric, which is not finite, may have reduced the rate").Number(),
            Arguments = root.Get("args").Copy(),
            Metrics = metrics,
            Rates = rates,
        };
    }

    private static RecordedSchedule ReadSchedule(RecordedValue schedule)
    {
        double[] rates = ReadRates(schedule.Get("lr"));
        double[]? momenta = schedule.Find("momentum") is RecordedValue momentum ? ReadRates(momentum) : null;
        return momenta is null || momenta.Length == rates.Length
            ? new RecordedSchedule(schedule.Get("type").Text(), schedule.Get("args").Copy(), rates, momenta)
            : throw schedule.Fail($"expected as many numbers in 'momentum' as in 'lr', found {momenta.Length} and {rates.Length}");
    }

    private static double ReadBase(RecordedValue value) => value.Number() is double rate && rate > 0 && double.IsFinite(rate) ? rate : throw value.Fail("must be finite and more than 0");

    /// <summary>Rates as PyTorch computed them: one that should be zero may be some 1e-18 of either sign.</summary>
    private static double[] ReadRates(RecordedValue value) => [.. value.SomeItems(rate => rate.FiniteNumber())];
}
