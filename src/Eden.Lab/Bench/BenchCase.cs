using Eden.Lab.Recordings;

namespace Eden.Lab.Bench;

/// <summary>A model to step: how many tensors of how many elements, of what type, on how many threads.</summary>
/// <param name="Type">The type of values, gradients and state.</param>
/// <param name="Threads">The threads that a step may use.</param>
/// <param name="Lengths">The number of elements of each tensor.</param>
internal sealed record BenchCase(string Name, ElementType Type, int Threads, IReadOnlyList<long> Lengths)
{
    public long Parameters => Lengths.Sum();

    /// <summary>What the measurement keeps in memory: four arrays for Eden and four for the roof.</summary>
    public long Bytes => 8 * Parameters * BytesPerElement;

    /// <summary>What it keeps with PyTorch beside it: value, gradient and two optimizers with two arrays each, and the temporary
    /// arrays of foreach, which are four.</summary>
    public long BytesWithTorch => Bytes + (10 * Parameters * BytesPerElement);

    public int BytesPerElement => Type == ElementType.Bits32 ? sizeof(float) : sizeof(double);

    /// <summary>The cases of a configuration that fit its memory, small ones first.</summary>
    public static IReadOnlyList<BenchCase> For(BenchConfig config)
    {
        int all = Environment.ProcessorCount;
        int[] threads = all == 1 ? [1] : [1, all];
        long[] sizes = config.Quick ? [1_000, 32_768, 1_000_000, 16_000_000] : [1_000, 32_768, 1_000_000, 4_000_000, 16_000_000, 64_000_000, 256_000_000];
        List<BenchCase> cases = [];
        foreach (int count in threads)
        {
            cases.AddRange(sizes.Select(size => new BenchCase("one tensor", ElementType.Bits32, count, [size])));
            cases.Add(new BenchCase("2,000 tensors of 64", ElementType.Bits32, count, [.. Enumerable.Repeat(64L, 2000)]));
            cases.Add(new BenchCase("one tensor", ElementType.Bits32, count, [128_000]));
            if (!config.Quick)
            {
                cases.Add(new BenchCase("16 tensors of a million", ElementType.Bits32, count, [.. Enumerable.Repeat(1_000_000L, 16)]));
                cases.Add(new BenchCase("GPT-2 small", ElementType.Bits32, count, Gpt2Small()));
                cases.Add(new BenchCase("one tensor", ElementType.Bits64, count, [16_000_000]));
            }
        }

        // Below the engine's limit all threads are one thread.
        long parallelFrom = new EngineOptions().SingleThreadBelow;
        return [.. cases.Where(item => item.Bytes <= config.MaxBytes && (item.Threads == 1 || item.Parameters >= parallelFrom))];
    }

    /// <summary>The 148 tensors of GPT-2 small: 124 million parameters, output embedding tied.</summary>
    private static long[] Gpt2Small()
    {
        const long Width = 768;
        List<long> lengths = [50_257 * Width, 1024 * Width];
        for (int layer = 0; layer < 12; layer++)
        {
            lengths.AddRange([Width, Width, 3 * Width * Width, 3 * Width, Width * Width, Width, Width, Width, 4 * Width * Width, 4 * Width, 4 * Width * Width, Width]);
        }

        return [.. lengths, Width, Width];
    }
}
