namespace Eden.Checkpoints;

/// <summary>A named, shaped array of a checkpoint. Its bytes, row-major and little-endian, are read on demand from a mapped file,
/// memory, or a file.</summary>
public abstract class CheckpointTensor
{
    private readonly long[] _shape;

    /// <summary>Makes a tensor. Whoever reads files has checked the shape before.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">The element type.</param>
    /// <param name="shape">The length of each dimension, each at least 0; none for a single value.</param>
    /// <exception cref="OverflowException">There are more than 2⁶³ − 1 bytes.</exception>
    private protected CheckpointTensor(string name, TensorType type, ReadOnlySpan<long> shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Type = type;
        _shape = shape.ToArray();
        Length = ElementCount(shape);
        ByteLength = checked(Length * type.Size());
    }

    /// <summary>The name, for example <c>fc.weight</c> or <c>fc.weight.exp_avg</c>.</summary>
    public string Name { get; }

    /// <summary>The element type.</summary>
    public TensorType Type { get; }

    /// <summary>The length of each dimension; empty for a single value.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>The number of elements.</summary>
    public long Length { get; }

    /// <summary>The number of bytes.</summary>
    public long ByteLength { get; }

    /// <summary>Which bytes this process has and writes, where several write one checkpoint; null where each has all.</summary>
    internal (long First, long Length)? OwnBytes { get; init; }

    /// <summary>Copies bytes out of the tensor.</summary>
    /// <param name="offset">The first byte.</param>
    /// <param name="destination">Receives as many bytes as its length.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is outside the tensor.</exception>
    /// <exception cref="ObjectDisposedException">The checkpoint was disposed.</exception>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public void CopyTo(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, ByteLength - destination.Length);
        CopyBytes(offset, destination);
    }

    /// <summary>Reads elements of any type as numbers; integers beyond 2⁵³ are rounded (<see cref="ReadIntegers"/> does not
    /// round).</summary>
    /// <param name="first">The first element, in row-major order.</param>
    /// <param name="destination">Receives as many numbers as its length.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is outside the tensor.</exception>
    /// <exception cref="ObjectDisposedException">The checkpoint was disposed.</exception>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public void ReadNumbers(long first, Span<double> destination) => Read(first, destination, TensorNumbers.Convert);

    /// <summary>Reads elements of an integer type exactly; false is 0 and true is 1.</summary>
    /// <param name="first">The first element, in row-major order.</param>
    /// <param name="destination">Receives as many numbers as its length.</param>
    /// <exception cref="InvalidOperationException">The elements are floating-point numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is outside the tensor.</exception>
    /// <exception cref="ObjectDisposedException">The checkpoint was disposed.</exception>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public void ReadIntegers(long first, Span<Int128> destination)
    {
        if (!Type.IsInteger())
        {
            throw new InvalidOperationException($"{this} is of floating-point numbers; read it with {nameof(ReadNumbers)}.");
        }

        Read(first, destination, TensorNumbers.ConvertIntegers);
    }

    private delegate void Conversion<T>(TensorType type, ReadOnlySpan<byte> bytes, Span<T> numbers);

    private void Read<T>(long first, Span<T> destination, Conversion<T> convert)
    {
        const int Block = 8192;
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Length - destination.Length);
        Span<byte> bytes = stackalloc byte[Block];
        int size = Type.Size();
        for (int done = 0; done < destination.Length; done += Block / size)
        {
            Span<T> part = destination[done..Math.Min(destination.Length, done + (Block / size))];
            Span<byte> read = bytes[..(part.Length * size)];
            CopyBytes((first + done) * size, read);
            convert(Type, read, part);
        }
    }

    /// <summary>Copies some elements to their places in an array.</summary>
    /// <param name="array">The address of its first element.</param>
    /// <param name="first">The first element to copy.</param>
    /// <param name="length">How many.</param>
    internal unsafe void CopyTo(void* array, long first, long length)
    {
        const int Block = 1 << 30;
        long end = (first + length) * Type.Size();
        for (long done = first * Type.Size(); done < end; done += Block)
        {
            CopyBytes(done, new Span<byte>((byte*)array + done, (int)Math.Min(Block, end - done)));
        }
    }

    /// <summary>The name, the type and the shape, for example <c>fc.weight F32 [10, 64]</c>.</summary>
    public override string ToString() => $"{Name} {Type.FormatName()} {ShapeText(_shape)}";

    /// <summary>The product of the dimensions.</summary>
    /// <exception cref="OverflowException">It is more than 2⁶³ − 1.</exception>
    internal static long ElementCount(ReadOnlySpan<long> shape)
    {
        Int128 count = 1;
        foreach (long dimension in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(shape));

            // Held just above the limit, so that no product overflows and a later 0 still makes 0.
            count = Int128.Min(count * dimension, (Int128)long.MaxValue + 1);
        }

        return checked((long)count);
    }

    internal static string ShapeText(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    /// <summary>Copies bytes that are in the tensor. Whoever opened the file has made sure that this cannot fail but for the disk:
    /// what is loaded is not to be left half changed.</summary>
    private protected abstract void CopyBytes(long offset, Span<byte> destination);
}
