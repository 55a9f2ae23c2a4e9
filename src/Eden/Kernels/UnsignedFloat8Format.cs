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
    protected override void Read(byte* codes, Vector512<uint> offsets, int vectors, float* numbers)
    {
        Vector128<byte> largest = Vector128<byte>.Zero;
        for (int i = 0; i < vectors; i++)
        {
            Ahead.Fetch(codes + (i * Lanes) + 1024);
            Vector512<uint> y = (Bytes.Widen(codes + (i * Lanes)) << Dropped) + offsets;
            (y.AsSingle() - offsets.AsSingle()).Store(numbers + (i * Lanes));
            largest = Vector128.Max(largest, Vector128.Load(codes + (i * Lanes)));
        }

        if (Vector128.EqualsAny(largest, Vector128<byte>.AllBitsSet))
        {
            PutNaN(codes, numbers, vectors * Lanes);
        }
    }

    // NaN, negative numbers and −0 have the sign bit and count as too large.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override Vector512<uint> FindLargest(float* numbers, int vectors)
    {
        Vector512<uint> largest = Vector512<uint>.Zero;
        for (int i = 0; i < vectors; i++)
        {
            largest = Vector512.Max(largest, Vector512.Load((uint*)numbers + (i * Lanes)));
        }

        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Write(float* numbers, Vector512<uint> offsets, int vectors, uint dither, byte* codes)
    {
        Vector512<uint> h = Dither.Next16(dither);
        for (int i = 0; i < vectors; i++)
        {
            Vector512<uint> y = (Vector512.Load(numbers + (i * Lanes)) + offsets.AsSingle()).AsUInt32();
            Bytes.Store(Vector512.Max((y - offsets + (h >> (32 - Dropped))) >> Dropped, Vector512<uint>.One), codes + (i * Lanes));
            h += Vector512.Create(Dither.Per16);
        }
    }

    // −0 becomes 0.
    protected override float Clean(float number) => float.IsFinite(number) && number >= 0 ? Math.Min(number + 0f, Most) : float.NaN;
}
