using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Eden.Kernels;

/// <summary>bfloat16, rounded by <see cref="Dither"/>: rounded to the nearest, numbers stand still once their changes are less than half
/// of their last bit.</summary>
internal sealed unsafe class BFloat16Format : StorageFormat<float>
{
    private const int Block = 32;

    private const int BytesAhead = 1024;

    public override long BytesFor(long length) => sizeof(ushort) * length;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Decode(byte* source, long length, long first, int count, float* destination)
    {
        ushort* halves = (ushort*)source + first;
        int i = 0;
        for (; i <= count - Block; i += Block)
        {
            Ahead.Fetch(halves + i + BytesAhead);
            (Vector512<uint> lower, Vector512<uint> upper) = Vector512.Widen(Vector512.Load(halves + i));
            (lower << 16).AsSingle().Store(destination + i);
            (upper << 16).AsSingle().Store(destination + i + 16);
        }

        for (; i < count; i++)
        {
            destination[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Encode(float* source, byte* destination, long length, long first, int count, uint step)
    {
        ushort* halves = (ushort*)destination + first;
        uint dither = Dither.At(first, step);
        int i = 0;
        for (; i <= count - Block; i += Block, dither += Dither.Per32)
        {
            Vector512<uint> h = Dither.Next16(dither);
            Vector512<uint> lower = BFloat16.Round(Vector512.Load(source + i), h);
            Vector512<uint> upper = BFloat16.Round(Vector512.Load(source + i + 16), h + Vector512.Create(Dither.Per16));
            Vector512.Narrow(lower, upper).Store(halves + i);
        }

        for (; i < count; i++)
        {
            halves[i] = BFloat16.Round(source[i], Dither.At(first + i, step));
        }
    }
}
