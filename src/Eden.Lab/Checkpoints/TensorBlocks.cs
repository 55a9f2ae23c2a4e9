using Eden.Checkpoints;

namespace Eden.Lab.Checkpoints;

/// <summary>Goes over tensors of any size in blocks.</summary>
internal static class TensorBlocks
{
    private const int BlockLength = 1 << 16;

    /// <summary>Reads a tensor through.</summary>
    public static void ForEach(CheckpointTensor tensor, Action<ReadOnlySpan<double>> use, CancellationToken cancellation)
    {
        double[] block = new double[Math.Min(BlockLength, tensor.Length)];
        for (long done = 0; done < tensor.Length; done += block.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<double> part = block.AsSpan(0, (int)Math.Min(block.Length, tensor.Length - done));
            tensor.ReadNumbers(done, part);
            use(part);
        }
    }

    /// <summary>Reads two tensors of one length through, side by side.</summary>
    public static void ForEach(CheckpointTensor first, CheckpointTensor second, Action<ReadOnlySpan<double>, ReadOnlySpan<double>> use, CancellationToken cancellation)
    {
        double[] other = new double[Math.Min(BlockLength, second.Length)];
        long done = 0;
        ForEach(
            first,
            block =>
            {
                Span<double> part = other.AsSpan(0, block.Length);
                second.ReadNumbers(done, part);
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
