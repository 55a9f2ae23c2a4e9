using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Eden.Kernels;

/// <summary>Signed averages as <see cref="Float8Format"/>: a sign and seven bits, 8 octaves.</summary>
internal sealed unsafe class SignedFloat8Format : Float8Format
{
    protected override int Octaves => 8;

    protected override byte NaNCode => 127;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Read(byte* codes, Vector512<uint> offsets, int vectors, float* numbers)
    {
        Vector128<byte> isNaN = Vector128<byte>.Zero;
        for (int i = 0; i < vectors; i++)
        {
            Ahead.Fetch(codes + (i * Lanes) + 1024);
            Vector512<uint> code = Bytes.Widen(codes + (i * Lanes));
            Vector512<uint> y = ((code << Dropped) & Vector512.Create(0x7Fu << Dropped)) + offsets;
            Vector512<uint> x = (y.AsSingle() - offsets.AsSingle()).AsUInt32() | ((code << 24) & Vector512.Create(0x80000000));
            x.Store((uint*)numbers + (i * Lanes));
            isNaN |= Vector128.Equals(Vector128.Load(codes + (i * Lanes)), Vector128.Create((byte)127));
        }

        if (isNaN != Vector128<byte>.Zero)
        {
            PutNaN(codes, numbers, vectors * Lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override Vector512<uint> FindLargest(float* numbers, int vectors)
    {
        Vector512<uint> largest = Vector512<uint>.Zero;
        for (int i = 0; i < vectors; i++)
        {
            largest = Vector512.Max(largest, Vector512.Load((uint*)numbers + (i * Lanes)) & Vector512.Create(0x7FFFFFFFu));
        }

        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Write(float* numbers, Vector512<uint> offsets, int vectors, uint dither, byte* codes)
    {
        Vector512<uint> h = Dither.Next16(dither);
        for (int i = 0; i < vectors; i++)
        {
            Vector512<float> x = Vector512.Load(numbers + (i * Lanes));
            Vector512<uint> y = (Vector512.Abs(x) + offsets.AsSingle()).AsUInt32();
            Vector512<uint> magnitude = (y - offsets + (h >> (32 - Dropped))) >> Dropped;
            Bytes.Store(magnitude | ((x.AsUInt32() >> 24) & Vector512.Create(0x80u)), codes + (i * Lanes));
            h += Vector512.Create(Dither.Per16);
        }
    }

    protected override float Clean(float number) => float.IsFinite(number) ? Math.Clamp(number, -Most, Most) : float.NaN;
}
