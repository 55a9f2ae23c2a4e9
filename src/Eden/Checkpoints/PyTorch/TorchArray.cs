namespace Eden.Checkpoints.PyTorch;

/// <summary>A tensor of a pickle: a view of a storage.</summary>
internal sealed class TorchArray
{
    private const int MostDimensions = 64;

    private readonly long[] _shape;
    private readonly long[] _strides;

    /// <summary>Makes a view and checks that all of it is in the storage.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="type">The type of the view's elements; offset and strides count these.</param>
    /// <param name="offset">The first element.</param>
    /// <param name="shape">The length of each dimension.</param>
    /// <param name="strides">How many elements apart neighbours of a dimension are.</param>
    public TorchArray(TorchStorage storage, TensorType type, long offset, long[] shape, long[] strides)
    {
        Storage = storage;
        Type = type;
        Offset = offset;
        _shape = shape;
        _strides = strides;
        if (shape.Length != strides.Length || shape.Length > MostDimensions)
        {
            throw new PickleException($"a tensor has {shape.Length} dimensions and {strides.Length} strides");
        }

        long available = storage.ByteLength / type.Size();
        (Length, long end) = Measure(shape, strides, offset);
        if (offset < 0 || Length < 0 || (Length > 0 && (end < 0 || end >= available)))
        {
            throw new PickleException($"a tensor of shape {CheckpointTensor.ShapeText(shape)} does not fit its storage of {available} elements");
        }
    }

    public TorchStorage Storage { get; }

    public TensorType Type { get; }

    public long Offset { get; }

    public ReadOnlySpan<long> Shape => _shape;

    public ReadOnlySpan<long> Strides => _strides;

    public long Length { get; }

    /// <summary>Whether the elements lie in the storage as they do row by row.</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int i = _shape.Length - 1; i >= 0; i--)
            {
                if (_shape[i] != 1 && _strides[i] != expected)
                {
                    return Length == 0;
                }

                expected *= _shape[i];
            }

            return true;
        }
    }

    /// <summary>The number of elements and the index of the last one in the storage; −1 for what is impossible.</summary>
    private static (long Length, long End) Measure(long[] shape, long[] strides, long offset)
    {
        Int128 length = 1;
        Int128 end = offset;
        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] < 0 || strides[i] < 0)
            {
                return (-1, -1);
            }

            // Held at the limits, so that no product overflows and a later 0 still makes 0.
            length = Int128.Min(length * shape[i], Int128.One << 62);
            end = Int128.Min(end + ((Int128)(shape[i] - 1) * strides[i]), long.MaxValue);
        }

        return length >= Int128.One << 62 ? (-1, -1) : ((long)length, (long)Int128.Max(end, -1));
    }
}

/// <summary>A record of a <c>.pt</c> file that tensors are views of.</summary>
/// <param name="Entry">Where it is.</param>
/// <param name="Type">The type that the file gives it.</param>
internal sealed record TorchStorage(ZipEntry Entry, TensorType Type)
{
    public long ByteLength => Entry.Length;
}
