using System.Numerics;

namespace Eden.Autograd.Tests;

/// <summary>The operations by the names that the recordings use.</summary>
internal static class Operation
{
    public static readonly int[] Labels = [3, 0, 9, 9, 5, 1, 0];

    public static Variable<T> Apply<T>(string operation, params Variable<T>[] inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => operation switch
        {
            "add" => inputs[0] + inputs[1],
            "subtract" => inputs[0] - inputs[1],
            "multiply" => inputs[0] * inputs[1],
            "divide" => inputs[0] / inputs[1],
            "negate" => -inputs[0],
            "square" => inputs[0].Square(),
            "times itself" => inputs[0] * inputs[0],
            "power 3" => inputs[0].Power(T.CreateChecked(3)),
            "power -1.5" => inputs[0].Power(T.CreateChecked(-1.5)),
            "power 0" => inputs[0].Power(T.Zero),
            "sum" => inputs[0].Sum(),
            "mean" => inputs[0].Mean(),
            "relu" => inputs[0].Relu(),
            "tanh" => inputs[0].Tanh(),
            "gelu" => inputs[0].Gelu(),
            "dropout" => inputs[0].Dropout(0.4, new Xoshiro256(5)),
            "log-softmax" => inputs[0].LogSoftmax(),
            "cross-entropy" => inputs[0].CrossEntropy(Labels),
            "matmul" => inputs[0].MatMul(inputs[1]),
            "linear" => inputs[0].Linear(inputs[1], inputs.ElementAtOrDefault(2)),
            _ => throw new ArgumentException($"There is no operation {operation}.", nameof(operation)),
        };
}
