namespace Eden.Checkpoints.PyTorch;

/// <summary>A tensor of equal numbers.</summary>
/// <param name="type">The element type: float32 or float64.</param>
/// <param name="shape">The shape.</param>
/// <param name="value">The number.</param>
internal sealed class ConstantTensor(TensorType type, ReadOnlySpan<long> shape, double value) : CheckpointTensor("constant", type, shape)
{
    private readonly byte[] _element = type == TensorType.F32 ? BitConverter.GetBytes((float)value) : BitConverter.GetBytes(value);

    /// <summary>A single number, as PyTorch keeps step counts: float32, or float64 where that cannot hold it.</summary>
    public static ConstantTensor Scalar(double value) => new((float)value == value ? TensorType.F32 : TensorType.F64, [], value);

    private protected override void CopyBytes(long offset, Span<byte> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = _element[(offset + i) % _element.Length];
        }
    }
}
