using Eden.Checkpoints;

namespace Eden.Lab.Checkpoints;

/// <summary>Reads elements of a tensor.</summary>
/// <param name="destination">Takes as many as it is long.</param>
internal delegate void ElementReader<T>(CheckpointTensor tensor, long first, Span<T> destination);

/// <summary>Goes over tensors of any size in blocks.</summary>
internal static class TensorBlocks
{
    private const int BlockLength = 1 << 16;

    /// <summary>Elements as floating-point numbers.</summary>
    public static void Numbers(CheckpointTensor tensor, long first, Span<double> destination) => tensor.ReadNumbers(first, destination);

    /// <summary>Elements of an integer type.</summary>
    public static void Integers(CheckpointTensor tensor, long first, Span<Int128> destination) => tensor.ReadIntegers(first, destination);

    /// <summary>Whether the elements are integers.</summary>
    public static bool AreIntegers(CheckpointTensor tensor) =>
        tensor.Type is not (TensorType.F64 or TensorType.F32 or TensorType.F16 or TensorType.BF16 or TensorType.F8E4M3 or TensorType.F8E5M2);

    /// <summary>Reads a tensor through.</summary>
    public static void ForEach<T>(CheckpointTensor tensor, ElementReader<T> read, Action<ReadOnlySpan<T>> use, CancellationToken cancellation)
    {
        T[] block = new T[Math.Min(BlockLength, tensor.Length)];
        for (long done = 0; done < tensor.Length; done += block.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<T> part = block.AsSpan(0, (int)Math.Min(block.Length, tensor.Length - done));
            read(tensor, done, part);
            use(part);
        }
    }

    /// <summary>Reads two tensors of one length through, side by side.</summary>
    public static void ForEach<TFirst, TSecond>(
        (CheckpointTensor Tensor, ElementReader<TFirst> Read) first,
        (CheckpointTensor Tensor, ElementReader<TSecond> Read) second,
        Action<ReadOnlySpan<TFirst>, ReadOnlySpan<TSecond>> use,
        CancellationToken cancellation)
    {
        TSecond[] other = new TSecond[Math.Min(BlockLength, second.Tensor.Length)];
        long done = 0;
        ForEach(
            first.Tensor,
            first.Read,
            block =>
            {
                Span<TSecond> part = other.AsSpan(0, block.Length);
                second.Read(second.Tensor, done, part);
                done += block.Length;
                use(block, part);
            },
            cancellation);
    }

    /// <summary>The name of the element type in safetensors.</summary>
    public static string TypeName(CheckpointTensor tensor) => tensor.Type switch
    {
        TensorType.F8E4M3 => "F8_E4M3",
        TensorType.F8E5M2 => "F8_E5M2",
        TensorType.Boolean => "BOOL",
        TensorType type => type.ToString(),
    };
}
