using Eden.Checkpoints;
using static TorchSharp.torch;

namespace Eden.Torch;

/// <summary>A torch tensor as one of a checkpoint. Its memory is read in place where it lies on the CPU row by row, and is a copy
/// otherwise.</summary>
internal sealed unsafe class TensorContent : CheckpointTensor
{
    private readonly Tensor _tensor;

    private TensorContent(string name, TensorType type, Tensor tensor)
        : base(name, type, tensor.shape) => _tensor = tensor;

    /// <summary>A tensor under a name, kept by <paramref name="owned"/> until the checkpoint is disposed.</summary>
    /// <exception cref="CheckpointException">Files hold no tensors of its type.</exception>
    public static TensorContent Of(string name, Tensor tensor, TensorOwner owned)
    {
        TensorType type = TypeOf(name, tensor);
        using IDisposable _ = no_grad();
        using Tensor detached = tensor.detach();
        using Tensor onCpu = detached.cpu();
        Tensor contiguous = onCpu.contiguous().DetachFromDisposeScope();
        owned.Add(contiguous);
        return new(name, type, contiguous);
    }

    /// <summary>The type of a tensor's elements in files.</summary>
    /// <exception cref="CheckpointException">Files hold no tensors of its type.</exception>
    public static TensorType TypeOf(string name, Tensor tensor) => tensor.is_sparse ? throw Refuse(name, "sparse") : tensor.dtype switch
    {
        ScalarType.Float64 => TensorType.F64,
        ScalarType.Float32 => TensorType.F32,
        ScalarType.Float16 => TensorType.F16,
        ScalarType.BFloat16 => TensorType.BF16,
        ScalarType.Int64 => TensorType.I64,
        ScalarType.Int32 => TensorType.I32,
        ScalarType.Int16 => TensorType.I16,
        ScalarType.Int8 => TensorType.I8,
        ScalarType.Byte => TensorType.U8,
        ScalarType.Bool => TensorType.Boolean,
        ScalarType type => throw Refuse(name, $"of {type}"),
    };

    /// <summary>A new tensor on the CPU with the elements of a checkpoint's; a number may be float32 whatever the type.</summary>
    public static Tensor Read(CheckpointTensor source, ScalarType type)
    {
        using IDisposable _ = no_grad();
        ScalarType ofFile = source.Type == TensorType.F32 ? ScalarType.Float32 : type;
        Tensor tensor = empty(source.Shape.ToArray(), ofFile, CPU);
        source.CopyTo(Native.Data(tensor.Handle), 0, source.Length);
        if (ofFile == type)
        {
            return tensor;
        }

        using (tensor)
        {
            return tensor.to(type);
        }
    }

    private protected override void CopyBytes(long offset, Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_tensor.IsInvalid, typeof(Checkpoint));
        new ReadOnlySpan<byte>((byte*)Native.Data(_tensor.Handle) + offset, destination.Length).CopyTo(destination);
        GC.KeepAlive(_tensor);
    }

    private static CheckpointException Refuse(string name, string what) => new($"'{Printable.Of(name)}' is a tensor {what}; files hold dense tensors of real numbers, integers and truth values");
}

/// <summary>Keeps the tensors of a checkpoint that was captured.</summary>
internal sealed class TensorOwner : ICheckpointFile
{
    private readonly List<Tensor> _tensors = [];

    public void Add(Tensor tensor) => _tensors.Add(tensor);

    public bool Verify(Checkpoint checkpoint, CancellationToken cancellation) => false;

    public void Dispose()
    {
        foreach (Tensor tensor in _tensors)
        {
            tensor.Dispose();
        }
    }
}
