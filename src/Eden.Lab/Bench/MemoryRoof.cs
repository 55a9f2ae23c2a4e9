using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Eden.Lab.Bench;

/// <summary>
/// The traffic of an AdamW step without its arithmetic: four streams read, three written, one addition or multiplication each.
/// No optimizer with Adam's state can be faster than this on the same machine.
/// </summary>
internal sealed unsafe class MemoryRoof<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T* _memory;
    private readonly long _length;
    private readonly long _stride;

    public MemoryRoof(long length)
    {
        _length = length;
        _stride = (length + 15) / 16 * 16;
        nuint bytes = checked((nuint)(4 * _stride * sizeof(T)));
        _memory = (T*)NativeMemory.AlignedAlloc(bytes, 64);
        for (nuint i = 0; i < bytes; i += 1 << 30)
        {
            new Span<byte>((byte*)_memory + i, (int)nuint.Min(1 << 30, bytes - i)).Clear();
        }
    }

    public void Pass(int threads)
    {
        if (threads == 1)
        {
            Stream(_memory, _memory + _stride, _memory + (2 * _stride), _memory + (3 * _stride), _stride);
            return;
        }

        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, worker =>
        {
            long begin = _stride / 16 * worker / threads * 16;
            long end = _stride / 16 * (worker + 1) / threads * 16;
            T* p = _memory + begin;
            Stream(p, p + _stride, p + (2 * _stride), p + (3 * _stride), end - begin);
        });
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Stream(T* p, T* g, T* m, T* v, long length)
    {
        Vector512<T> factor = Vector512.Create(T.CreateTruncating(0.999));
        for (long i = 0; i < length; i += Vector512<T>.Count)
        {
            (Vector512.Load(p + i) + Vector512.Load(g + i)).Store(p + i);
            (Vector512.Load(m + i) * factor).Store(m + i);
            (Vector512.Load(v + i) * factor).Store(v + i);
        }
    }
}
