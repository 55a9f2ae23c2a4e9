namespace Eden.Checkpoints;

/// <summary>A tensor whose bytes are at an address that stays valid as long as its owner lives.</summary>
internal sealed unsafe class MemoryTensor : CheckpointTensor
{
    private readonly byte* _start;
    private readonly object _owner;

    /// <summary>Makes a tensor over memory.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">The element type.</param>
    /// <param name="shape">The length of each dimension.</param>
    /// <param name="start">The first byte.</param>
    /// <param name="owner">What keeps the memory: an array's storage, an optimizer, a mapped file.</param>
    public MemoryTensor(string name, TensorType type, ReadOnlySpan<long> shape, void* start, object owner)
        : base(name, type, shape)
    {
        _start = (byte*)start;
        _owner = owner;
    }

    private protected override void CopyBytes(long offset, Span<byte> destination)
    {
        new ReadOnlySpan<byte>(_start + offset, destination.Length).CopyTo(destination);
        GC.KeepAlive(_owner);
    }
}
