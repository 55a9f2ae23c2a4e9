using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;

namespace Eden.Bench.Ladder;

/// <summary>A short run for each lane width of this processor.</summary>
internal sealed class LaneRuns : ManualConfig
{
    public LaneRuns()
    {
        foreach (string width in Lanes.Supported)
        {
            AddJob(ShortRuns.Job.WithEnvironmentVariable(Lanes.EnvironmentVariable, width).WithId(width));
        }
    }
}
