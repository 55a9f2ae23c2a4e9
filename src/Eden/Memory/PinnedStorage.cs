using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden;

/// <summary>Elements at an address that does not move: an aligned array of our own, pinned memory, or native memory.</summary>
internal readonly unsafe struct PinnedStorage<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A cache line, and the widest vector.</summary>
    private const int Alignment = 64;

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

    /// <summary>Zeros on the pinned heap: a span over them keeps them alive, and nobody has to free them.</summary>
    public static PinnedStorage<T> Allocate(long length)
    {
        int padding = Alignment / sizeof(T);
        if (length > Array.MaxLength - padding)
        {
            throw new ArgumentException($"{length} elements are more than a managed array can hold; wrap native memory instead.", nameof(length));
        }

        T[] array = GC.AllocateArray<T>((int)length + padding, pinned: true);
        T* start = (T*)Unsafe.AsPointer(ref array[0]);
        int skip = (int)((Alignment - ((nuint)start % Alignment)) % Alignment) / sizeof(T);
        return new(array.AsMemory(skip, (int)length), start + skip, length, default);
    }

    public static PinnedStorage<T> Wrap(Memory<T> memory)
    {
        MemoryHandle pin = memory.Pin();
        return new(memory, (T*)pin.Pointer, memory.Length, pin);
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
}
