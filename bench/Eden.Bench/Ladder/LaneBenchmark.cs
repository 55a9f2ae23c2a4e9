using BenchmarkDotNet.Attributes;

namespace Eden.Bench.Ladder;

/// <summary>Eden's AdamW step in each lane width that the processor has: on one thread in cache, on all threads in memory.</summary>
[Config(typeof(LaneRuns))]
public class LaneBenchmark
{
    private Streams? _streams;
    private AdamW<float>? _optimizer;

    [Params(32_768, 16_000_000)]
    public int Parameters { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _streams = new Streams(Parameters, states: 0);
        _optimizer = new AdamW<float>([_streams.Parameter]);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _optimizer?.Dispose();
        _streams?.Dispose();
    }

    [Benchmark]
    public void Step() => _optimizer!.Step();
}
