namespace Eden.Torch.Bench;

/// <summary>The shapes of a model, and how many rounds it is stepped.</summary>
internal sealed record Model(string Name, int Rounds, long[][] Shapes)
{
    public static readonly Model[] All =
    [
        new("GPT-2 small, 148 tensors", 12, Gpt2()),
        new("16 × 1 million", 30, [.. Enumerable.Repeat((long[])[1_000_000], 16)]),
        new("2,000 × 64", 150, [.. Enumerable.Repeat((long[])[64], 2_000)]),
    ];

    private static long[][] Gpt2()
    {
        const long Width = 768;
        long[][] layer = [[Width], [Width], [3 * Width, Width], [3 * Width], [Width, Width], [Width], [Width], [Width], [4 * Width, Width], [4 * Width], [Width, 4 * Width], [Width]];
        return [[50_257, Width], [1024, Width], .. Enumerable.Repeat(layer, 12).SelectMany(shapes => shapes), [Width], [Width]];
    }
}
