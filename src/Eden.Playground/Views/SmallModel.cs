using Eden.Autograd;

namespace Eden.Playground.Views;

/// <summary>A network of two inputs, two hidden layers and one output, under one optimizer. Its loss is the mean of (output − y)²,
/// with y = −1 for the first class and 1 for the second.</summary>
internal sealed class SmallModel : IDisposable
{
    private const int Width = 16;
    private const int Batch = 32;
    private const ulong Seed = 3;

    private readonly Sequential<float> _layers;
    private readonly Optimizer<float> _optimizer;
    private readonly PointSet _training;
    private readonly Xoshiro256 _random = new(Seed);

    public SmallModel(OptimizerOptions options, PointSet training)
    {
        Xoshiro256 start = new(Seed);
        _layers = new(new Linear<float>("1", 2, Width, start), new Relu<float>(), new Linear<float>("2", Width, Width, start), new Relu<float>(), new Linear<float>("3", Width, 1, start));
        _optimizer = new(_layers.Parameters, options);
        _training = training;
    }

    /// <summary>All weights and biases.</summary>
    public float[] Weights => [.. _layers.Parameters.SelectMany(parameter => parameter.Value.ToArray())];

    /// <summary>Takes a step on a random batch.</summary>
    public void Step()
    {
        float[] inputs = new float[2 * Batch], labels = new float[Batch];
        for (int i = 0; i < Batch; i++)
        {
            int chosen = _random.NextInt(_training.IsSecond.Length);
            (inputs[2 * i], inputs[(2 * i) + 1]) = (_training.Points[2 * chosen], _training.Points[(2 * chosen) + 1]);
            labels[i] = Label(_training.IsSecond[chosen]);
        }

        _optimizer.ZeroGradients();
        (Output(inputs) - Variable<float>.Constant(labels, Batch, 1)).Square().Mean().Backward();
        _optimizer.Step();
    }

    /// <summary>The outputs at points.</summary>
    /// <param name="points">x and y of each.</param>
    public float[] OutputsAt(float[] points) => Output(points).Value.ToArray();

    /// <summary>The mean loss and the share of right answers.</summary>
    public (double Loss, double Accuracy) Evaluate(PointSet set)
    {
        float[] outputs = OutputsAt(set.Points);
        return (
            outputs.Zip(set.IsSecond, (output, isSecond) => (output - Label(isSecond)) * (double)(output - Label(isSecond))).Average(),
            outputs.Zip(set.IsSecond, (output, isSecond) => output > 0 == isSecond ? 1.0 : 0).Average());
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        foreach (Parameter<float> parameter in _layers.Parameters)
        {
            parameter.Dispose();
        }
    }

    private static float Label(bool isSecond) => isSecond ? 1 : -1;

    private Variable<float> Output(float[] points) => _layers.Forward(Variable<float>.Constant(points, points.Length / 2, 2));
}
