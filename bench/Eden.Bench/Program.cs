using BenchmarkDotNet.Running;
using Eden.Bench.Ladder;
using Eden.Bench.Results;

// `results` measures everything and writes bench/results/<processor>; anything else goes to BenchmarkDotNet.
string? compiler = NativeAdamW.Build();
if (args is ["results"])
{
    ResultFolder.Write(ResultSet.Measure(compiler));
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
