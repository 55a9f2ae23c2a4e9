using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Eden;

/// <summary>Elements at an address that does not move: an aligned array of our own, pinned memory, or native memory.</summary>
internal readonly unsafe struct PinnedStorage<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A cache line, and the widest vector.</summary>
    private const int Alignment = 64;

    private const int SharedLength = 1 << 14;
    private const int LongestShared = SharedLength / 8;

    private static readonly int Granule = Alignment / sizeof(T);
    private static readonly Lock Gate = new();
    private static Memory<T> _shared;
    private static int _used;

    private readonly Memory<T> _memory;
    private readonly MemoryHandle _pin;

    private PinnedStorage(Memory<T> memory, T* pointer, long length, MemoryHandle pin)
    {
        _memory = memory;
        _pin = pin;
        Pointer = pointer;
        Length = length;
    }

    public T* Pointer { get; }

    public long Length { get; }

    public bool IsAbsent => Pointer is null;

    /// <summary>Whether the memory is the caller's, at an address that the caller gave.</summary>
    public bool IsNative => _memory.IsEmpty && _pin.Pointer is null;

    /// <summary>Zeros on the pinned heap: a span over them keeps them alive, and nobody has to free them. Short ones lie side by
    /// side in one array, so that a model of many small tensors fits the caches as well as one of a single tensor.</summary>
    public static PinnedStorage<T> Allocate(long length)
    {
        if (length > Array.MaxLength - Granule)
        {
            throw new ArgumentException($"{length} elements are more than a managed array can hold; wrap native memory instead.", nameof(length));
        }

        if (length > LongestShared)
        {
            return Slice(AllocateAligned((int)length), 0, (int)length);
        }

        lock (Gate)
        {
            if (_shared.Length - _used < length)
            {
                (_shared, _used) = (AllocateAligned(SharedLength), 0);
            }

            PinnedStorage<T> storage = Slice(_shared, _used, (int)length);
            _used += ((int)length + Granule - 1) / Granule * Granule;
            return storage;
        }
    }

    public static PinnedStorage<T> Wrap(Memory<T> memory)
    {
        MemoryHandle pin = memory.Pin();
        return new(memory, (T*)pin.Pointer, memory.Length, pin);
    }

    public static PinnedStorage<T> Wrap(T[,] matrix)
    {
        GCHandle handle = GCHandle.Alloc(matrix, GCHandleType.Pinned);
        T* pointer = (T*)handle.AddrOfPinnedObject();
        return new(default, pointer, matrix.LongLength, new MemoryHandle(pointer, handle));
    }

    public static PinnedStorage<T> Wrap(T* pointer, long length) => new(default, pointer, length, default);

    /// <summary>The elements as a span; the caller has checked that they are not more than a span can address.</summary>
    public Span<T> Span => _memory.IsEmpty ? new Span<T>(Pointer, (int)Length) : _memory.Span;

    public void Clear()
    {
        for (long done = 0; done < Length; done += int.MaxValue)
        {
            new Span<T>(Pointer + done, (int)Math.Min(int.MaxValue, Length - done)).Clear();
        }
    }

    public void Unpin() => _pin.Dispose();

    /// <summary>Zeros at a multiple of the alignment.</summary>
    private static Memory<T> AllocateAligned(int length)
    {
        T[] array = GC.AllocateArray<T>(length + Granule, pinned: true);
        int skip = (int)((Alignment - ((nuint)Unsafe.AsPointer(ref array[0]) % Alignment)) % Alignment) / sizeof(T);
        return array.AsMemory(skip, length);
    }

    private static PinnedStorage<T> Slice(Memory<T> memory, int start, int length)
    {
        Memory<T> slice = memory.Slice(start, length);
        return new(slice, (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(slice.Span)), length, default);
    }
}
