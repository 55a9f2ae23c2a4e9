using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Eden.Kernels;

/// <summary>Non-negative averages as <see cref="Float8Format"/>: eight bits, 16 octaves. No code is below 1: a second moment of 0 beside a
/// first moment above 0 would make a division by ε alone.</summary>
internal sealed unsafe class UnsignedFloat8Format : Float8Format
{
    protected override int Octaves => 16;

    protected override byte NaNCode => 255;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Read(byte* codes, Vector512<uint> offsets, int count, float* numbers)
    {
        for (int i = 0; i < count; i += Unrolled)
        {
            Ahead.Fetch(codes + i + BytesAhead);
            Number(codes + i, offsets).Store(numbers + i);
            Number(codes + i + 16, offsets).Store(numbers + i + 16);
            Number(codes + i + 32, offsets).Store(numbers + i + 32);
            Number(codes + i + 48, offsets).Store(numbers + i + 48);
            if (Vector512.EqualsAny(Vector512.Load(codes + i), Vector512<byte>.AllBitsSet))
            {
                PutNaN(codes + i, numbers + i);
            }
        }
    }

    // NaN, negative numbers and −0 have the sign bit and count as too large.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override Vector512<uint> FindLargest(float* numbers, int count)
    {
        Vector512<uint> largest = Vector512<uint>.Zero;
        for (int i = 0; i < count; i += Unrolled)
        {
            Vector512<uint> lower = Vector512.Max(Vector512.Load((uint*)numbers + i), Vector512.Load((uint*)numbers + i + 16));
            Vector512<uint> upper = Vector512.Max(Vector512.Load((uint*)numbers + i + 32), Vector512.Load((uint*)numbers + i + 48));
            largest = Vector512.Max(largest, Vector512.Max(lower, upper));
        }

        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Write(float* numbers, Vector512<uint> offsets, int count, uint dither, byte* codes)
    {
        Vector512<uint> h = Dither.Next16(dither);
        for (int i = 0; i < count; i += Unrolled)
        {
            Vector512<uint> h1 = h + Vector512.Create(Dither.Per16), h2 = h + Vector512.Create(Dither.Per32), h3 = h1 + Vector512.Create(Dither.Per32);
            Bytes.Store(Code(numbers + i, offsets, h), Code(numbers + i + 16, offsets, h1), Code(numbers + i + 32, offsets, h2), Code(numbers + i + 48, offsets, h3), codes + i);
            h = h2 + Vector512.Create(Dither.Per32);
        }
    }

    // −0 becomes 0.
    protected override float Clean(float number) => float.IsFinite(number) && number >= 0 ? Math.Min(number + 0f, Most) : float.NaN;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Number(byte* codes, Vector512<uint> offsets) =>
        ((Bytes.Widen(codes) << Dropped) + offsets).AsSingle() - offsets.AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Code(float* numbers, Vector512<uint> offsets, Vector512<uint> h)
    {
        Vector512<uint> y = (Vector512.Load(numbers) + offsets.AsSingle()).AsUInt32();
        return Vector512.Max((y - offsets + (h >> (32 - Dropped))) >> Dropped, Vector512<uint>.One);
    }
}
