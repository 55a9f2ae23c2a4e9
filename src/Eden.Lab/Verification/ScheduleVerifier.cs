using Eden.Lab.Recordings;
using Eden.Lab.Schedules;

namespace Eden.Lab.Verification;

/// <summary>Computes the rates of recorded schedulers anew.</summary>
internal static class ScheduleVerifier
{
    public static VerificationResult Verify(SchedulesRecording recording, CancellationToken cancellation)
    {
        DifferenceMeter rates = new("rates");
        DifferenceMeter momenta = new("momenta");
        string source = Printable.Of(recording.Source, int.MaxValue) + ": ";
        string? unsupported = null;
        for (int i = 0; i < recording.Schedules.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            RecordedSchedule recorded = recording.Schedules[i];
            string path = $"schedules[{i}]";
            try
            {
                Schedule schedule = PyTorchSchedules.FromPyTorch(recorded.Type, recorded.Arguments, recording.BaseRate, source + path);
                Compare(recorded.Rates, step => recording.BaseRate * schedule.At(step), rates, $"{path}.lr");
                if (recorded.Momenta is not null && PyTorchSchedules.ReadMomentum(recorded.Type, recorded.Arguments) is Schedule momentum)
                {
                    Compare(recorded.Momenta, step => momentum.At(step), momenta, $"{path}.momentum");
                }
            }
            catch (UnsupportedSchedulerException exception)
            {
                unsupported ??= exception.Message[source.Length..];
            }
        }

        VerificationResult result = RecordingVerifier.Describe(recording, [rates.ToDifference(), momenta.ToDifference()]) with
        {
            Schedules = recording.Schedules.Count,
            Steps = recording.Schedules.Max(recorded => recorded.Rates.Length),
        };
        return unsupported is null || result.Verdict == Verdict.Fail ? result : result with { Verdict = Verdict.Unsupported, Reason = unsupported };
    }

    public static VerificationResult Verify(PlateauRecording recording)
    {
        DifferenceMeter rates = new("rates");
        ReduceOnPlateau plateau = PyTorchSchedules.PlateauFromPyTorch(recording.Arguments, recording.BaseRate, $"{Printable.Of(recording.Source, int.MaxValue)}: args");
        Compare(
            recording.Rates,
            i =>
            {
                _ = plateau.Report(recording.Metrics[i]);
                return recording.BaseRate * plateau.Multiplier;
            },
            rates,
            "lr_after");
        return RecordingVerifier.Describe(recording, [rates.ToDifference()]) with { Schedules = 1, Steps = recording.Rates.Count };
    }

    private static void Compare(IReadOnlyList<double> recorded, Func<int, double> compute, DifferenceMeter meter, string path)
    {
        RateAgreement agreement = new(recorded);
        RecordedArray array = new(path, null, null);
        for (int step = 0; step < recorded.Count; step++)
        {
            double computed = compute(step);
            meter.Add(agreement.Share(recorded[step], computed), recorded[step], computed, array with { Step = step }, step);
        }
    }
}
