using BenchmarkDotNet.Attributes;

namespace Eden.Bench.Ladder;

/// <summary>One AdamW step over float32 parameters: what each way to write it gives, from the slowest to the roof.</summary>
[Config(typeof(ShortRuns))]
public unsafe class LadderBenchmark
{
    private readonly AdamWOptions _options = new();
    private Streams? _streams;
    private float[] _scratch = [];
    private AdamW<float>? _oneThread;
    private AdamW<float>? _allThreads;
    private int _roofThreads;
    private long _step;

    [Params(1_000, 32_768, 1_000_000, 16_000_000)]
    public int Parameters { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _streams = new Streams(Parameters, states: 2);
        _scratch = new float[Parameters];
        EngineOptions engine = new();
        _roofThreads = Parameters < engine.SingleThreadBelow ? 1 : engine.DegreeOfParallelism;
        _oneThread = new AdamW<float>([_streams.Parameter], _options) { Engine = engine with { DegreeOfParallelism = 1 } };
        _allThreads = new AdamW<float>([_streams.Parameter], _options) { Engine = engine };
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _oneThread?.Dispose();
        _allThreads?.Dispose();
        _streams?.Dispose();
    }

    [Benchmark(Description = Rungs.Naive)]
    public void Naive() => NaiveAdamW.Step(Span(_streams!.Value), Span(_streams.Gradient), Span(_streams.State0), Span(_streams.State1), _options, ++_step);

    [Benchmark(Description = Rungs.Composed)]
    public void Composed() => TensorPrimitivesAdamW.Step(Span(_streams!.Value), Span(_streams.Gradient), Span(_streams.State0), Span(_streams.State1), _scratch, Scalars());

    [Benchmark(Description = Rungs.Native)]
    public void Native() => NativeAdamW.Step(_streams!, Scalars());

    [Benchmark(Description = Rungs.ByHand)]
    public void ByHand() => HandWrittenAdamW.Step(_streams!, Scalars());

    [Benchmark(Description = Rungs.OneThread)]
    public void OneThread() => _oneThread!.Step();

    [Benchmark(Description = Rungs.Roof)]
    public void RoofOfOneThread() => Roof.Pass(_streams!, states: 2);

    [Benchmark(Description = Rungs.AllThreads)]
    public void AllThreads() => _allThreads!.Step();

    [Benchmark(Description = Rungs.RoofOfAll)]
    public void RoofOfAllThreads() => Roof.Pass(_streams!, states: 2, _roofThreads);

    private AdamWScalars Scalars() => new(_options, ++_step);

    private Span<float> Span(float* start) => new(start, Parameters);
}
