using BenchmarkDotNet.Running;
using Eden.Bench;

if (args is ["read", string path])
{
    CheckpointRead.Run(path);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
