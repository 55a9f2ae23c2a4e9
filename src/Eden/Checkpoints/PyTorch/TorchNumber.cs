using System.Numerics;

namespace Eden.Checkpoints.PyTorch;

/// <summary>Numbers of a pickle, which may be Python's or tensors of one element.</summary>
internal static class TorchNumber
{
    /// <summary>The number that a value is, or null.</summary>
    public static double? Read(TorchFile file, object? value)
    {
        switch (value)
        {
            case double number:
                return number;
            case long number:
                return number;
            case BigInteger number:
                return (double)number;
            case TorchArray { Length: 1 } tensor:
                Span<byte> bytes = stackalloc byte[tensor.Type.Size()];
                Span<double> numbers = stackalloc double[1];
                new TorchTensor("number", file.File, tensor).CopyTo(0, bytes);
                TensorNumbers.Convert(tensor.Type, bytes, numbers);
                return numbers[0];
            default:
                return null;
        }
    }
}
