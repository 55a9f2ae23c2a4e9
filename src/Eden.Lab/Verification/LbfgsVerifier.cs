using Eden.Lab.Recordings;

namespace Eden.Lab.Verification;

/// <summary>Solves a recorded problem with Eden's L-BFGS: evaluations must be equal, losses and weights agree.</summary>
internal static class LbfgsVerifier
{
    private const double LossShare = 1e-9;
    private const double WeightDistance = 1e-7;

    /// <summary>Below this share of the first loss the problem is solved, and weights are rounding.</summary>
    private const double Solved = 1e-12;

    public static VerificationResult Verify(LbfgsRecording recording)
    {
        DifferenceMeter losses = new("losses");
        DifferenceMeter weights = new("parameters");
        DifferenceMeter evaluations = new("state");
        using Parameter<double> parameter = new("weights", recording.Initial.Length) { HasGradient = true };
        recording.Initial.CopyTo(parameter.Value);
        Lbfgs<double> optimizer = new([parameter], recording.Options);
        double first = Math.Abs(recording.Steps[0].LossBefore);
        double[] gradient = new double[recording.Initial.Length];
        for (int i = 0; i < recording.Steps.Count; i++)
        {
            LbfgsStep step = recording.Steps[i];
            double before = optimizer.Step(() => recording.Evaluate(parameter.Value, parameter.Gradient));
            losses.Add(
                Agreement.ShareOf(Math.Abs(before - step.LossBefore), LossShare * Math.Abs(step.LossBefore), step.LossBefore, before), step.LossBefore, before, new RecordedArray($"steps[{i}].loss_before", i, null), 0);
            evaluations.Add(
                step.Evaluations == optimizer.Evaluations ? 0 : double.PositiveInfinity, step.Evaluations, optimizer.Evaluations, new RecordedArray($"steps[{i}].evaluations", i, null), 0);
            bool isSolved = Math.Abs(recording.Evaluate(step.Weights, gradient)) <= Solved * first;
            for (int k = 0; k < step.Weights.Length && !isSolved; k++)
            {
                double computed = parameter.Value[k];
                double share = Agreement.ShareOf(Math.Abs(computed - step.Weights[k]), WeightDistance * Math.Max(1, Math.Abs(step.Weights[k])), step.Weights[k], computed);
                weights.Add(share, step.Weights[k], computed, new RecordedArray($"steps[{i}].weights", i, null), k);
            }
        }

        return RecordingVerifier.Describe(recording, "LBFGS", [weights.ToDifference(), losses.ToDifference(), evaluations.ToDifference()]) with { Steps = recording.Steps.Count };
    }
}
