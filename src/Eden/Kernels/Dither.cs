using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Eden.Kernels;

/// <summary>
/// Numbers that take the place of chance in rounding: h = index·0x9E3779B1 + step·0x85EBCA77 modulo 2³², with the index in the
/// parameter and the parameter's own step. Over indices and over steps they are spread evenly, so roundings up and down balance soon.
/// </summary>
internal static class Dither
{
    /// <summary>By how much h grows over 16 elements.</summary>
    public const uint Per16 = unchecked(16 * PerIndex);

    /// <summary>By how much h grows over 32 elements.</summary>
    public const uint Per32 = unchecked(2 * Per16);

    private const uint PerIndex = 0x9E3779B1;
    private const uint PerStep = 0x85EBCA77;

    /// <summary>h of an element.</summary>
    public static uint At(long index, uint step) => unchecked(((uint)index * PerIndex) + (step * PerStep));

    /// <summary>h of 16 neighbours, from that of the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Next16(uint first) => Vector512.Create(first) + (Vector512<uint>.Indices * Vector512.Create(PerIndex));

    /// <summary>(h >> 8)·2⁻²⁴, from 0 to below 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Fraction(Vector512<uint> h) => Vector512.ConvertToSingle((h >> 8).AsInt32()) * Vector512.Create(5.9604644775390625e-8f);
}
