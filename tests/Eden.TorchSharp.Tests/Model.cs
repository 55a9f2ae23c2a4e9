using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Tests;

/// <summary>Parameters with prescribed values and gradients.</summary>
internal static class Model
{
    public static readonly long[][] Shapes = [[7, 5], [33], [], [0], [4, 3, 2]];

    public static TorchParameter[] Parameters(ScalarType type = ScalarType.Float32) =>
        [.. Shapes.Select((shape, i) => new TorchParameter(Numbers(shape, type, 1 + i)))];

    public static TorchParameter Parameter(params long[] shape) => new(Numbers(shape, ScalarType.Float32, 1));

    public static void SetGradients(IEnumerable<TorchParameter> parameters, int step)
    {
        int i = 0;
        foreach (TorchParameter parameter in parameters)
        {
            parameter.grad = Numbers(parameter.shape, parameter.dtype, (100 * step) + i++);
        }
    }

    public static Tensor Numbers(long[] shape, ScalarType type, int seed)
    {
        Random random = new(seed);
        double[] numbers = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (product, length) => product * length)).Select(_ => (2 * random.NextDouble()) - 1)];
        return tensor(numbers, ScalarType.Float64).reshape(shape).to(type);
    }

    public static void Copy(TorchParameter[] from, TorchParameter[] to)
    {
        using IDisposable _ = no_grad();
        foreach ((TorchParameter source, TorchParameter target) in from.Zip(to))
        {
            target.copy_(source);
        }
    }

    public static double[] Values(Tensor tensor) => tensor.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray();

    public static double[][] Values(IEnumerable<TorchParameter> parameters) => [.. parameters.Select(parameter => Values(parameter))];
}
