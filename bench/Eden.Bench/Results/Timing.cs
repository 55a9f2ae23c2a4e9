using BenchmarkDotNet.Reports;

namespace Eden.Bench.Results;

/// <summary>The median of one benchmark.</summary>
internal sealed record Timing(string Benchmark, string Job, object Parameter, double Seconds)
{
    public static IReadOnlyList<Timing> Of(Summary summary) =>
    [
        .. summary.Reports.Where(report => report.ResultStatistics is not null).Select(report => new Timing(
            report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\''),
            report.BenchmarkCase.Job.Id,
            report.BenchmarkCase.Parameters.Items[0].Value,
            report.ResultStatistics!.Median * 1e-9)),
    ];
}
