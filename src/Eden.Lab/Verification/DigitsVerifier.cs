using System.Numerics;
using Eden.Autograd;
using Eden.Lab.Data;
using Eden.Lab.Recordings;

namespace Eden.Lab.Verification;

/// <summary>Trains the multi-layer perceptron of a recording anew, from its start, with Eden's own differentiation.</summary>
internal static class DigitsVerifier
{
    private const double LossShare32 = 2e-4;
    private const double LossShare64 = 1e-9;
    private const double LargestPixel = 16;

    public static VerificationResult Verify(DigitsRecording recording, CancellationToken cancellation)
    {
        OptimizerRow? row = OptimizerTable.Find(recording.Optimizer);
        if (row is null)
        {
            return RecordingVerifier.Unsupported(recording, recording.Optimizer) with { Steps = recording.Losses.Count };
        }

        OptimizerOptions[] options = [.. recording.Groups.Select((group, index) => row.ReadOptions(new TorchOptions(recording.Source, $"groups[{index}]", group.Options, recording.Origin)))];
        return recording.ElementType == ElementType.Bits32
            ? Train<float>(recording, row, options, LossShare32, cancellation)
            : Train<double>(recording, row, options, LossShare64, cancellation);
    }

    private static VerificationResult Train<T>(DigitsRecording recording, OptimizerRow row, OptimizerOptions[] options, double relative, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Sequential<T> model = CreateModel<T>(recording);
        using Optimizer<T> optimizer = row.Create<T>([.. recording.Groups.Select((group, index) => (group.Parameters.Select(member => model.Parameters[member]), options[index]))]);
        DifferenceMeter losses = new("losses");
        RecordedArray array = new("loss_per_step", null, null);
        for (int step = 0; step < recording.Losses.Count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            optimizer.ZeroGradients();
            (T[] features, int[] labels) = BatchOf<T>(step, recording.Batch);
            Variable<T> loss = model.Forward(Variable<T>.Constant(features, recording.Batch, Digits.Pixels)).CrossEntropy(labels);
            loss.Backward();
            optimizer.Step();
            double recorded = recording.Losses[step];
            double computed = double.CreateTruncating(loss.Item());
            double share = Agreement.ShareOf(Math.Abs(computed - recorded), relative * Math.Abs(recorded), recorded, computed);
            losses.Add(share, recorded, computed, array with { Step = step }, step);
        }

        return RecordingVerifier.Describe(recording, recording.Optimizer, [losses.ToDifference()]) with
        {
            Steps = recording.Losses.Count,
            FreeRun = DistanceOf(model, recording.Final),
        };
    }

    /// <summary>A model with the recorded start, named as PyTorch's <c>Sequential</c> names its layers.</summary>
    private static Sequential<T> CreateModel<T>(DigitsRecording recording)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The random start is overwritten by the recorded one below.
        Xoshiro256 random = new(0);
        List<Module<T>> modules = [];
        for (int layer = 0; layer + 1 < recording.Layers.Count; layer++)
        {
            if (layer > 0)
            {
                modules.Add(new Relu<T>());
            }

            modules.Add(new Linear<T>($"{2 * layer}", recording.Layers[layer], recording.Layers[layer + 1], random));
        }

        Sequential<T> model = new(modules);
        for (int i = 0; i < recording.Parameters.Count; i++)
        {
            Array.ConvertAll(recording.Parameters[i].Initial, T.CreateTruncating).CopyTo(model.Parameters[i].Value);
        }

        return model;
    }

    private static (T[] Features, int[] Labels) BatchOf<T>(long step, int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] features = new T[size * Digits.Pixels];
        int[] labels = new int[size];
        for (int i = 0; i < size; i++)
        {
            int row = (int)(((step * size) + i) % Digits.Count);
            labels[i] = Digits.Labels[row];
            for (int pixel = 0; pixel < Digits.Pixels; pixel++)
            {
                features[(i * Digits.Pixels) + pixel] = T.CreateTruncating(Digits.Features[(row * Digits.Pixels) + pixel] / LargestPixel);
            }
        }

        return (features, labels);
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
