using System.Numerics;

namespace Eden.Kernels;

/// <summary>How numbers lie in memory where they are not plain <typeparamref name="T"/>: a step decodes a tile, computes on it in
/// <typeparamref name="T"/>, and encodes it again. No rule knows a format.</summary>
internal abstract unsafe class StorageFormat<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The bytes of an array of so many elements, with all that belongs to it.</summary>
    public abstract long BytesFor(long length);

    /// <summary>Reads some elements.</summary>
    /// <param name="source">The start of the array.</param>
    /// <param name="length">The elements of the whole array.</param>
    /// <param name="first">The first to read: the start of a tile.</param>
    /// <param name="count">How many: a tile, or what is left of the array.</param>
    /// <param name="destination">Takes them; there is room for a multiple of 64.</param>
    public abstract void Decode(byte* source, long length, long first, int count, T* destination);

    /// <summary>Reads the elements of a block, which begins at a tile, into their places in a plain array.</summary>
    public void DecodeAll(byte* source, long length, Block block, T* destination)
    {
        T* buffer = stackalloc T[Tile<T>.Length];
        for (long first = block.Offset; first < block.Offset + block.Length; first += Tile<T>.Length)
        {
            int count = (int)Math.Min(Tile<T>.Length, block.Offset + block.Length - first);
            Decode(source, length, first, count, buffer);
            new ReadOnlySpan<T>(buffer, count).CopyTo(new Span<T>(destination + first, count));
        }
    }

    /// <summary>Writes some elements, and may use the source as scratch; the arguments are those of <see cref="Decode"/>, and the number of the parameter's step, from which
    /// roundings are chosen.</summary>
    public abstract void Encode(T* source, byte* destination, long length, long first, int count, uint step);
}

/// <summary>The formats of the arrays of a parameter; null for plain elements.</summary>
internal sealed class SegmentStorage<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public StorageFormat<T>? Value { get; init; }

    public StorageFormat<T>? Gradient { get; init; }

    /// <summary>One for each state array of the algorithm.</summary>
    public StorageFormat<T>?[] States { get; init; } = [];

    public StorageFormat<T>? StateAt(int index) => index < States.Length ? States[index] : null;
}
