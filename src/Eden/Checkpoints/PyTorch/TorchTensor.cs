namespace Eden.Checkpoints.PyTorch;

/// <summary>A tensor of a <c>.pt</c> file, read from it as it is asked for.</summary>
internal sealed unsafe class TorchTensor : CheckpointTensor
{
    private readonly SourceFile _file;
    private readonly TorchArray _array;

    public TorchTensor(string name, SourceFile file, TorchArray array)
        : base(name, array.Type, array.Shape)
    {
        _file = file;
        _array = array;
    }

    private protected override void CopyBytes(long offset, Span<byte> destination)
    {
        byte* storage = _file.Address(_array.Storage.Entry.Offset, _array.Storage.Entry.Length);
        if (_array.IsContiguous)
        {
            new ReadOnlySpan<byte>(storage + (_array.Offset * Type.Size()) + offset, destination.Length).CopyTo(destination);
        }
        else
        {
            new StridedReader(_array, storage).Read(offset, destination);
        }

        GC.KeepAlive(_file);
    }
}
