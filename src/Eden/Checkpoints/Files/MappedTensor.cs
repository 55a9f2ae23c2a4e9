namespace Eden.Checkpoints;

/// <summary>A tensor whose bytes stand in a mapped file one after another.</summary>
internal sealed unsafe class MappedTensor : CheckpointTensor
{
    private readonly MappedFile _file;
    private readonly long _offset;

    /// <summary>Makes a tensor.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">The element type.</param>
    /// <param name="shape">The length of each dimension.</param>
    /// <param name="file">The file.</param>
    /// <param name="offset">The tensor's first byte in the file; whoever opened the file has checked that all bytes are in it.</param>
    public MappedTensor(string name, TensorType type, ReadOnlySpan<long> shape, MappedFile file, long offset)
        : base(name, type, shape)
    {
        _file = file;
        _offset = offset;
    }

    private protected override void CopyBytes(long offset, Span<byte> destination)
    {
        new ReadOnlySpan<byte>(_file.Start + _offset + offset, destination.Length).CopyTo(destination);
        GC.KeepAlive(_file);
    }
}
