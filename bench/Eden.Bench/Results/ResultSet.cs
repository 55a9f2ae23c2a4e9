using System.Runtime.InteropServices;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Eden.Bench.Host;
using Eden.Bench.Ladder;
using Eden.Bench.Rules;

namespace Eden.Bench.Results;

/// <summary>Everything that is measured for one processor.</summary>
internal sealed record ResultSet(string Processor, IReadOnlyList<string> Versions, IReadOnlyList<Timing> Ladder, IReadOnlyList<Timing> Lanes, IReadOnlyList<RuleRow> Rules, HostResult Host)
{
    public static ResultSet Measure(string? compiler)
    {
        // What the commit stamp says must be from before the results change the working copy.
        string processor = ProcessorName();
        List<string> versions =
        [
            $"{processor}, {Environment.ProcessorCount} processors, lanes {Eden.Lanes.Current}",
            RuntimeInformation.FrameworkDescription,
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}",
            compiler is null ? "no g++: the C++ rung is left out" : $"{compiler}, -O3 -march=native -fno-math-errno",
            $"Eden at commit {Repository.Commit()}",
            DateTime.UtcNow.ToString("yyyy-MM-dd", null),
        ];
        HostResult host = HostMeasurement.Run();
        IReadOnlyList<RuleRow> rules = RuleMeasurement.Run();
        // In one call, so that BenchmarkDotNet builds once.
        Summary[] summaries = BenchmarkRunner.Run([typeof(LadderBenchmark), typeof(LaneBenchmark)]);
        return new ResultSet(processor, versions, Timing.Of(summaries[0]), Timing.Of(summaries[1]), rules, host);
    }

    private static string ProcessorName()
    {
        const string CpuInfo = "/proc/cpuinfo";
        string? line = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
