using System.Globalization;
using BenchmarkDotNet.Running;
using Eden.Bench;
using Eden.Bench.Host;
using Eden.Bench.Ladder;
using Eden.Bench.Matrices;
using Eden.Bench.Ranks;
using Eden.Bench.Results;
using Eden.Bench.Rules;
using Eden.Bench.Storage;
using Eden.Mpi;

// `results` measures everything and writes bench/results/<processor>; `host` prints what a host application meets, `products` those of matrices beside OpenBLAS, `rules` every
// rule beside its roof, or those that are named; `sparse` a step over few rows of a large table beside one over all; `ranks` under mpirun
// what a data-parallel step costs, `rank-bits` hashes of what steps leave; `read FILE` reads one checkpoint for `checkpoint_read.py`;
// anything else goes to BenchmarkDotNet.
if (args is ["host"])
{
    Console.Write(MarkdownReport.Write(HostMeasurement.Run()));
    return;
}

if (args is ["rules", .. string[] names])
{
    Console.Write(MarkdownReport.Write(RuleMeasurement.Run(names)));
    return;
}

if (args is ["products"])
{
    ProductMeasurement.Run();
    return;
}

if (args is ["ranks", .. string[] rest])
{
    int layers = rest is [string count] ? int.Parse(count, CultureInfo.InvariantCulture) : 12;
    Environment.Exit(MpiCommunicator.Run(ranks => RankMeasurement.Run(ranks, layers)));
}

if (args is ["sparse", .. string[] sizes])
{
    Console.Write(SparseMeasurement.Run(sizes.Length > 0 ? int.Parse(sizes[0], System.Globalization.CultureInfo.InvariantCulture) : 10_000_000));
    return;
}

if (args is ["rank-bits"])
{
    Environment.Exit(MpiCommunicator.Run(RankBits.Run));
}

if (args is ["storage"])
{
    Console.Write(StorageMeasurement.Run());
    return;
}

if (args is ["read", string path])
{
    CheckpointRead.Run(path);
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
