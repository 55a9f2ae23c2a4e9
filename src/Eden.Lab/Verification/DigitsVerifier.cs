using System.Numerics;
using Eden.Autograd;
using Eden.Lab.Recordings;

namespace Eden.Lab.Verification;

/// <summary>Trains the multi-layer perceptron of a recording anew, from its start, with Eden's own differentiation.</summary>
internal static class DigitsVerifier
{
    private const double LossShare32 = 2e-4;
    private const double LossShare64 = 1e-9;

    public static VerificationResult Verify(DigitsRecording recording, CancellationToken cancellation)
    {
        if (OptimizerRegistry.FindRecorded(recording.Optimizer) is not RegisteredOptimizer optimizer)
        {
            return RecordingVerifier.Unsupported(recording, recording.Optimizer) with { Steps = recording.Losses.Count };
        }

        OptimizerOptions[] options = RecordedOptions.Read(optimizer, recording, recording.Groups, index => $"groups[{index}]");
        return recording.ElementType == ElementType.Bits32
            ? Train<float>(recording, options, LossShare32, cancellation)
            : Train<double>(recording, options, LossShare64, cancellation);
    }

    private static VerificationResult Train<T>(DigitsRecording recording, OptimizerOptions[] options, double relative, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using DigitsTraining<T> training = new(recording, options);
        DifferenceMeter losses = new("losses");
        RecordedArray array = new("loss_per_step", null, null);
        for (int step = 0; step < recording.Losses.Count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            double recorded = recording.Losses[step];
            double computed = training.Step(step);
            double share = Agreement.ShareOf(Math.Abs(computed - recorded), relative * Math.Abs(recorded), recorded, computed);
            losses.Add(share, recorded, computed, array with { Step = step }, step);
        }

        return RecordingVerifier.Describe(recording, recording.Optimizer, [losses.ToDifference()]) with
        {
            Steps = recording.Losses.Count,
            FreeRun = DistanceOf(training.Model, recording.Final),
        };
    }

    private static Distance DistanceOf<T>(Sequential<T> model, IReadOnlyList<double[]> final)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DistanceMeter meter = new();
        for (int i = 0; i < final.Count; i++)
        {
            for (int j = 0; j < final[i].Length; j++)
            {
                meter.Add(double.CreateTruncating(model.Parameters[i].Value[j]), final[i][j]);
            }
        }

        return meter.ToDistance();
    }
}
