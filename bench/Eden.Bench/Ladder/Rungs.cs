namespace Eden.Bench.Ladder;

/// <summary>The names of the ladder's rungs, in order.</summary>
internal static class Rungs
{
    public const string Naive = "naive loop";
    public const string Composed = "TensorPrimitives, ten calls";
    public const string Native = "C++, vectorised by g++";
    public const string ByHand = "vectors by hand";
    public const string OneThread = "Eden, one thread";
    public const string Roof = "roof, one thread";
    public const string AllThreads = "Eden, all threads";
    public const string RoofOfAll = "roof, all threads";

    public static IReadOnlyList<string> All { get; } = [Naive, Composed, Native, ByHand, OneThread, Roof, AllThreads, RoofOfAll];
}
