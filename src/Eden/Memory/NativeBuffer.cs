using System.Numerics;
using System.Runtime.InteropServices;

namespace Eden;

/// <summary>Zeroed native memory, aligned to 64 bytes, of any length.</summary>
internal sealed unsafe class NativeBuffer<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Elements per cache line: arrays inside the buffer start at multiples of it.</summary>
    public static readonly int Granule = Alignment / sizeof(T);

    private const int Alignment = 64;

    private void* _allocation;

    public NativeBuffer(long length)
    {
        Length = length;
        Bytes = checked((length * sizeof(T)) + Alignment);
        _allocation = NativeMemory.AllocZeroed((nuint)Bytes);
        GC.AddMemoryPressure(Bytes);
        Pointer = (T*)(((nuint)_allocation + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    ~NativeBuffer() => Free();

    public T* Pointer { get; private set; }

    /// <summary>The size, what aligns it included.</summary>
    public long Bytes { get; }

    public long Length { get; }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_allocation is not null)
        {
            NativeMemory.Free(_allocation);
            GC.RemoveMemoryPressure(Bytes);
            _allocation = null;
            Pointer = null;
        }
    }
}
