using System.Numerics;

namespace Eden.Kernels;

/// <summary>Some elements of a parameter in plain form: where an array has a format, a copy of them.</summary>
internal readonly unsafe ref struct Tile<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The elements of a tile: shares of threads are cut at multiples of it, counted from the start of the parameter, so that
    /// what a format keeps for a group of elements belongs to one thread.</summary>
    public const int Length = 512;

    private const int ArrayCount = 6;

    private readonly ref readonly Segment<T> _source;
    private readonly SegmentStorage<T> _storage;
    private readonly long _offset;
    private readonly int _count;
    private readonly int _stateCount;

    /// <summary>Decodes a tile.</summary>
    /// <param name="source">The parameter.</param>
    /// <param name="offset">The first element in the segment.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="stateCount">How many state arrays are needed.</param>
    /// <param name="buffer">Room for <see cref="BufferLength"/> numbers.</param>
    public Tile(ref readonly Segment<T> source, long offset, int count, int stateCount, T* buffer)
    {
        _source = ref source;
        (_storage, _offset, _count, _stateCount) = (source.Storage!, offset, count, stateCount);
        Segment<T> plain = new()
        {
            Length = count,
            Value = Decoded(_storage.Value, source.Value, buffer),
            Gradient = Decoded(_storage.Gradient, source.Gradient, buffer + Length),
        };
        for (int i = 0; i < stateCount; i++)
        {
            plain.SetState(i, Decoded(_storage.StateAt(i), source.StateAt(i), buffer + ((2 + i) * Length)));
        }

        Plain = plain;
    }

    /// <summary>How many numbers the copies of a tile take.</summary>
    public static int BufferLength => ArrayCount * Length;

    public Segment<T> Plain { get; }

    /// <summary>Encodes what a rule may have changed.</summary>
    public void Store(bool withGradient)
    {
        Encode(_storage.Value, Plain.Value, _source.Value);
        for (int i = 0; i < _stateCount; i++)
        {
            Encode(_storage.StateAt(i), Plain.StateAt(i), _source.StateAt(i));
        }

        if (withGradient)
        {
            Encode(_storage.Gradient, Plain.Gradient, _source.Gradient);
        }
    }

    /// <summary>Some elements of a gradient in plain form: where they lie, or decoded into a buffer, which takes tiles from the start of the
    /// parameter.</summary>
    public static T* ReadGradient(in Segment<T> segment, long offset, int count, T* buffer)
    {
        if (segment.Storage?.Gradient is not StorageFormat<T> format)
        {
            return segment.Gradient + offset;
        }

        for (int done = 0; done < count; done += Length)
        {
            format.Decode((byte*)segment.Gradient, segment.FullLength, segment.Origin + offset + done, Math.Min(Length, count - done), buffer + done);
        }

        return buffer;
    }

    private T* Decoded(StorageFormat<T>? format, T* array, T* buffer)
    {
        if (format is null)
        {
            return array + _offset;
        }

        format.Decode((byte*)array, _source.FullLength, _source.Origin + _offset, _count, buffer);
        return buffer;
    }

    private void Encode(StorageFormat<T>? format, T* plain, T* array) =>
        format?.Encode(plain, (byte*)array, _source.FullLength, _source.Origin + _offset, _count, _source.Step);
}
