using Eden.Lab.Recordings;

namespace Eden.Lab.Verification;

/// <summary>Replays recordings of PyTorch and says whether Eden does the same.</summary>
internal static class RecordingVerifier
{
    /// <summary>By which share of the largest change right products in bfloat16 differ from exact ones: those of two orders of summation
    /// are 0.2 apart.</summary>
    private const double BFloat16Share = 0.4;

    /// <summary>Replays a recording.</summary>
    /// <param name="units">How many units of <see cref="Agreement"/> a parameter may differ by after a step.</param>
    /// <exception cref="InputException">The recording gives options or state that its optimizer does not have.</exception>
    public static VerificationResult Verify(Recording recording, double units = Agreement.DefaultUnits, CancellationToken cancellation = default) => recording switch
    {
        TraceRecording trace => VerifyTrace(trace, units, cancellation),
        ExperimentRecording experiment => new ExperimentVerifier(experiment, units).Verify(cancellation),
        DigitsRecording digits => DigitsVerifier.Verify(digits, cancellation),
        SchedulesRecording schedules => ScheduleVerifier.Verify(schedules, cancellation),
        LbfgsRecording lbfgs => LbfgsVerifier.Verify(lbfgs),
        PlateauRecording plateau => ScheduleVerifier.Verify(plateau),
        _ => throw new ArgumentException($"There is no verification of {recording.Format}.", nameof(recording)),
    };

    /// <summary>The result for a run of an optimizer that Eden does not have.</summary>
    internal static VerificationResult Unsupported(RunRecording recording, string optimizer) => Describe(recording, optimizer, []) with
    {
        Verdict = Verdict.Unsupported,
        Reason = $"Eden has no {Printable.Of(optimizer)}",
    };

    /// <summary>A result that passes where all differences do.</summary>
    internal static VerificationResult Describe(RunRecording recording, string optimizer, IReadOnlyList<Difference> differences) =>
        Describe(recording, differences) with { Optimizer = optimizer, ElementType = recording.ElementType };

    internal static VerificationResult Describe(Recording recording, IReadOnlyList<Difference> differences) => new()
    {
        Source = recording.Source,
        Format = recording.Format,
        Verdict = differences.All(difference => difference.Beyond == 0) ? Verdict.Pass : Verdict.Fail,
        Origin = recording.Origin,
        Differences = differences,
    };

    private static VerificationResult VerifyTrace(TraceRecording trace, double units, CancellationToken cancellation)
    {
        if (OptimizerRegistry.FindRecorded(trace.Optimizer) is not RegisteredOptimizer optimizer)
        {
            return Unsupported(trace, trace.Optimizer) with { Steps = trace.Steps.Count };
        }

        if (!optimizer.Defaults.TakesSparseGradients)
        {
            RefuseSparse(trace);
        }

        double shareOfChange = trace.Groups.Any(group => RecordedOptions.IsInBFloat16(group.Options)) ? BFloat16Share : 0;
        TraceComparison comparison = new(trace.ElementType, units * optimizer.Rounding, shareOfChange);
        comparison.Run(trace, optimizer, (step, parameter) => $"steps[{step}].params.{parameter}", cancellation);
        return Describe(trace, trace.Optimizer, [comparison.Parameters.ToDifference(), comparison.State.ToDifference()]) with
        {
            Steps = trace.Steps.Count,
            FreeRun = comparison.FreeRun,
            EdenFromExact = comparison.EdenFromExact,
            PyTorchFromExact = comparison.PyTorchFromExact,
        };
    }

    private static void RefuseSparse(TraceRecording trace)
    {
        for (int i = 0; i < trace.Steps.Count; i++)
        {
            int parameter = Array.FindIndex(trace.Steps[i].Gradients, gradient => gradient?.Rows is not null);
            if (parameter >= 0)
            {
                throw RecordingError.At(trace.Source, $"steps[{i}].grads.{Printable.Of(trace.Parameters[parameter].Name)}", $"Eden's {trace.Optimizer} takes no sparse gradients");
            }
        }
    }
}
