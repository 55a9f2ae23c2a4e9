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
                Span<double> numbers = stackalloc double[1];
                new TorchTensor("number", file.File, tensor).ReadNumbers(0, numbers);
                return numbers[0];
            default:
                return null;
        }
    }

    /// <summary>The whole number that a value is, to the last digit, or null.</summary>
    public static long? ReadWhole(TorchFile file, object? value)
    {
        if (value is TorchArray { Length: 1 } tensor && tensor.Type.IsInteger())
        {
            Span<Int128> numbers = stackalloc Int128[1];
            new TorchTensor("number", file.File, tensor).ReadIntegers(0, numbers);
            return numbers[0] <= long.MaxValue ? (long)numbers[0] : null;
        }

        return value is long number ? number
            : value is not BigInteger && Read(file, value) is double real && Math.Truncate(real) == real && Math.Abs(real) < 1L << 62 ? (long)real
            : null;
    }
}
