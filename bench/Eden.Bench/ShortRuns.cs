using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using Eden.Bench.Ladder;
using Perfolizer.Horology;

namespace Eden.Bench;

/// <summary>Runs short enough that all results are made within ten minutes: neighbours in time matter more than digits.</summary>
internal sealed class ShortRuns : ManualConfig
{
    public ShortRuns()
    {
        AddJob(Job);
        AddFilter(new SimpleFilter(benchmark => benchmark.Descriptor.WorkloadMethodDisplayInfo.Trim('\'') != Rungs.Native || NativeAdamW.IsBuilt));
    }

    public static Job Job { get; } = BenchmarkDotNet.Jobs.Job.Default
        .WithWarmupCount(15) // Half a second: tiered compilation begins after a tenth, and may have to wait for a core.
        .WithIterationCount(15)
        .WithIterationTime(TimeInterval.FromMilliseconds(30))
        .WithUnrollFactor(1)
        .WithEvaluateOverhead(false);
}
