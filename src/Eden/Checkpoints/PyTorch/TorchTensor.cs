namespace Eden.Checkpoints.PyTorch;

/// <summary>A tensor of a <c>.pt</c> file, read from it as it is asked for.</summary>
internal sealed class TorchTensor : CheckpointTensor
{
    private readonly PositionedFile _file;
    private readonly TorchArray _array;
    private readonly StridedReader? _strided;

    public TorchTensor(string name, PositionedFile file, TorchArray array)
        : base(name, array.Type, array.Shape)
    {
        _file = file;
        _array = array;
        _strided = array.IsContiguous ? null : new StridedReader(file, array);
    }

    private protected override void CopyBytes(long offset, Span<byte> destination)
    {
        if (_strided is null)
        {
            _file.Read(_array.Storage.Entry.Offset + (_array.Offset * _array.Type.Size()) + offset, destination);
        }
        else
        {
            _strided.Read(offset, destination);
        }
    }
}
