using BenchmarkDotNet.Running;
using Eden.Bench.Host;
using Eden.Bench.Ladder;
using Eden.Bench.Results;

// `results` measures everything and writes bench/results/<processor>; `host` prints what a host application meets; anything else
// goes to BenchmarkDotNet.
if (args is ["host"])
{
    Console.Write(MarkdownReport.Write(HostMeasurement.Run()));
    return;
}

string? compiler = NativeAdamW.Build();
if (args is ["results"])
{
    ResultFolder.Write(ResultSet.Measure(compiler));
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
