using System.Numerics;
using Eden.Autograd;
using Eden.Lab.Data;
using Eden.Lab.Recordings;

namespace Eden.Lab.Verification;

/// <summary>The training of a multi-layer perceptron on the digits as a recording describes it, with Eden's own
/// differentiation.</summary>
internal sealed class DigitsTraining<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double LargestPixel = 16;

    private readonly int _batch;

    public DigitsTraining(DigitsRecording recording, IReadOnlyList<OptimizerOptions> options)
    {
        Model = CreateModel(recording);
        Optimizer = new Optimizer<T>([.. recording.Groups.Select((group, index) => new ParameterGroup<T>(group.Parameters.Select(member => Model.Parameters[member]), options[index]))]);
        _batch = recording.Batch;
    }

    public Sequential<T> Model { get; }

    public Optimizer<T> Optimizer { get; }

    /// <summary>Takes a step.</summary>
    /// <param name="step">Its number, from 0, which chooses the rows.</param>
    /// <returns>The loss before it.</returns>
    public double Step(long step)
    {
        Optimizer.ZeroGradients();
        (T[] features, int[] labels) = BatchOf(step, _batch);
        Variable<T> loss = Model.Forward(Variable<T>.Constant(features, _batch, Digits.Pixels)).CrossEntropy(labels);
        loss.Backward();
        Optimizer.Step();
        return double.CreateTruncating(loss.Item());
    }

    public void Dispose() => Optimizer.Dispose();

    /// <summary>A model with the recorded start, named as PyTorch's <c>Sequential</c> names its layers.</summary>
    private static Sequential<T> CreateModel(DigitsRecording recording)
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

    private static (T[] Features, int[] Labels) BatchOf(long step, int size)
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
}
