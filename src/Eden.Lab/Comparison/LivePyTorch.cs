using System.Runtime.InteropServices;
using Eden.Lab.PyTorch;
using Eden.Lab.Recordings;

namespace Eden.Lab.Comparison;

/// <summary>The same experiment in the user's own PyTorch.</summary>
internal static class LivePyTorch
{
    public static async Task<ExperimentRecording> RecordAsync(ComparisonConfig config, ExperimentProblem problem, PyTorchRecorder recorder, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> document = await recorder.RecordExperimentAsync(
            new ExperimentRequest
            {
                ElementType = config.ElementType.Name(),
                LearningRate = config.LearningRate,
                WeightDecay = config.WeightDecay,
                Betas = [config.Beta1, config.Beta2],
                Epsilon = config.Epsilon,
                Initial = problem.Initial,
                Inputs = problem.Inputs,
                Batch = (int)config.Batch,
                InFeatures = (int)config.InFeatures,
                Seed = problem.Seed ?? 0,
            },
            cancellation).ConfigureAwait(false);
        _ = MemoryMarshal.TryGetArray(document, out ArraySegment<byte> bytes);
        using MemoryStream stream = new(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
        ExperimentRecording recording = ExperimentRecording.Parse(stream, recorder.Python, cancellation);
        return recording.Epochs.Count == problem.Inputs.Length
            ? recording
            : throw new InputException($"'{recorder.Python}' recorded {recording.Epochs.Count} of {problem.Inputs.Length} epochs");
    }
}
