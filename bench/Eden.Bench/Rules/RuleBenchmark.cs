using BenchmarkDotNet.Attributes;

namespace Eden.Bench.Rules;

/// <summary>One step of each rule of the family over 16 million float32 parameters on all threads, beside the roof of its own
/// traffic.</summary>
[Config(typeof(ShortRuns))]
public class RuleBenchmark
{
    public const int Parameters = 16_000_000;

    private Streams? _streams;
    private Optimizer<float>? _optimizer;
    private Rule? _rule;

    public static IEnumerable<string> Names => Rules.Rule.All.Select(rule => rule.Name);

    [ParamsSource(nameof(Names))]
    public string Rule { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _rule = Rules.Rule.All.Single(rule => rule.Name == Rule);
        _streams = new Streams(Parameters, _rule.States);
        _optimizer = _rule.Create(_streams.Parameter);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _optimizer?.Dispose();
        _streams?.Dispose();
    }

    [Benchmark]
    public void Step() => _optimizer!.Step();

    [Benchmark]
    public void RoofOfTraffic() => Roof.Pass(_streams!, _rule!.States, Environment.ProcessorCount);
}
