using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Eden.Kernels;

/// <summary>Signed averages as <see cref="Float8Format"/>: a sign and seven bits, 8 octaves.</summary>
internal sealed unsafe class SignedFloat8Format : Float8Format
{
    protected override int Octaves => 8;

    protected override byte NaNCode => 127;

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
            if (Vector512.EqualsAny(Vector512.Load(codes + i), Vector512.Create((byte)127)))
            {
                PutNaN(codes + i, numbers + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override Vector512<uint> FindLargest(float* numbers, int count)
    {
        Vector512<uint> largest = Vector512<uint>.Zero;
        for (int i = 0; i < count; i += Unrolled)
        {
            Vector512<uint> lower = Vector512.Max(Magnitude(numbers + i), Magnitude(numbers + i + 16));
            Vector512<uint> upper = Vector512.Max(Magnitude(numbers + i + 32), Magnitude(numbers + i + 48));
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

    protected override float Clean(float number) => float.IsFinite(number) ? Math.Clamp(number, -Most, Most) : float.NaN;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Number(byte* codes, Vector512<uint> offsets)
    {
        Vector512<uint> code = Bytes.Widen(codes);
        Vector512<uint> y = ((code << Dropped) & Vector512.Create(0x7Fu << Dropped)) + offsets;
        return ((y.AsSingle() - offsets.AsSingle()).AsUInt32() | ((code << 24) & Vector512.Create(0x80000000))).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Magnitude(float* numbers) => Vector512.Load((uint*)numbers) & Vector512.Create(0x7FFFFFFFu);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Code(float* numbers, Vector512<uint> offsets, Vector512<uint> h)
    {
        Vector512<float> x = Vector512.Load(numbers);
        Vector512<uint> y = (Vector512.Abs(x) + offsets.AsSingle()).AsUInt32();
        return ((y - offsets + (h >> (32 - Dropped))) >> Dropped) | ((x.AsUInt32() >> 24) & Vector512.Create(0x80u));
    }
}
