namespace Eden.Reference;

/// <summary>What takes the place of chance where small state is rounded.</summary>
internal static class Dither
{
    /// <summary>The upper bits of h = index·0x9E3779B1 + step·0x85EBCA77 modulo 2³² as a fraction.</summary>
    public static double Fraction(long index, long step, int bits)
    {
        uint h = unchecked(((uint)index * 0x9E3779B1) + ((uint)step * 0x85EBCA77));
        return Math.ScaleB(h >> (32 - bits), -bits);
    }
}
