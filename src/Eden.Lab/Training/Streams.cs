namespace Eden.Lab.Training;

/// <summary>The sequences of random numbers of a run. Each is a pure function of the seed and of where it is used, so that a run
/// can go on anywhere without a saved generator.</summary>
internal static class Streams
{
    private const ulong OfStart = 1;
    private const ulong OfOrder = 2;
    private const ulong OfDropout = 3;

    public static Xoshiro256 Start(ulong seed) => Derive(seed, OfStart, 0);

    /// <summary>The order of the samples in an epoch, from 0.</summary>
    public static Xoshiro256 Order(ulong seed, int epoch) => Derive(seed, OfOrder, (ulong)epoch);

    /// <summary>What a step drops, from 0.</summary>
    public static Xoshiro256 Dropout(ulong seed, long step) => Derive(seed, OfDropout, (ulong)step);

    private static Xoshiro256 Derive(ulong seed, ulong purpose, ulong index) =>
        new(new Xoshiro256(new Xoshiro256(seed).NextUInt64() ^ purpose).NextUInt64() ^ index);
}
