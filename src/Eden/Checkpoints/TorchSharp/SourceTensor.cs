using Eden.Checkpoints.PyTorch;

namespace Eden.Checkpoints.TorchSharp;

/// <summary>A tensor whose elements stand row by row in a file.</summary>
internal sealed class SourceTensor : CheckpointTensor
{
    private readonly SourceFile _file;
    private readonly long _offset;

    /// <summary>Makes a tensor; whoever read the file has checked that all bytes from an offset on are in it.</summary>
    public SourceTensor(string name, TensorType type, ReadOnlySpan<long> shape, SourceFile file, long offset)
        : base(name, type, shape)
    {
        _file = file;
        _offset = offset;
    }

    /// <summary>The same tensor under another name.</summary>
    public SourceTensor Renamed(string name) => new(name, Type, Shape, _file, _offset);

    private protected override void CopyBytes(long offset, Span<byte> destination) => _file.Read(_offset + offset, destination.Length).CopyTo(destination);
}
