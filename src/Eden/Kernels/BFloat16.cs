using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Eden.Kernels;

/// <summary>The upper half of a float, which is a bfloat16.</summary>
internal static class BFloat16
{
    /// <summary>The halves of 16 numbers, rounded to nearest even. A NaN must not be among them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RoundToNearest(Vector512<uint> bits) =>
        (bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One)) >> 16;

    /// <summary>The half of a number, rounded up as often as h, spread evenly, says. Infinity and NaN stay what they are.</summary>
    public static ushort Round(float x, uint h)
    {
        uint bits = BitConverter.SingleToUInt32Bits(x);
        return (ushort)(float.IsNaN(x) ? (bits >> 16) | QuietBit : (bits + (h >> 16)) >> 16);
    }

    /// <inheritdoc cref="Round(float, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Round(Vector512<float> x, Vector512<uint> h)
    {
        Vector512<uint> bits = x.AsUInt32();
        return Vector512.ConditionalSelect(Vector512.Equals(x, x).AsUInt32(), (bits + (h >> 16)) >> 16, (bits >> 16) | Vector512.Create(QuietBit));
    }

    /// <summary>A bit of the fraction, which a NaN keeps that rounding could carry away.</summary>
    private const uint QuietBit = 0x40;
}
