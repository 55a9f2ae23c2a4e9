using System.Diagnostics;
using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

// A step of TorchSharp's AdamW and of Eden's over the same shapes, and of Muon written with TorchSharp, in turn in one process:
//   dotnet run --project bench/Eden.TorchSharp.Bench -c Release
set_num_threads(Environment.ProcessorCount);
Console.WriteLine($"{Environment.ProcessorCount} processors; milliseconds, least and median");
Measure("16 x 1,000,000", 16, 1_000_000, 60);
Measure("2,000 x 64", 2_000, 64, 150);
MuonSteps.Measure(15);

static void Measure(string name, int count, long length, int rounds)
{
    TorchParameter[] theirs = Make(), ours = Make();
    using OptimizerHelper torch = new AdamW(theirs, weight_decay: 0.01), eden = new Eden.Torch.AdamW(ours);
    double[] torchTimes = new double[rounds], edenTimes = new double[rounds];
    for (int round = -5; round < rounds; round++)
    {
        double first = Time(torch), second = Time(eden);
        if (round >= 0)
        {
            (torchTimes[round], edenTimes[round]) = (first, second);
        }
    }

    Array.Sort(torchTimes);
    Array.Sort(edenTimes);
    int middle = rounds / 2;
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-15} TorchSharp {torchTimes[0]:F3} {torchTimes[middle]:F3}  Eden {edenTimes[0]:F3} {edenTimes[middle]:F3}  ratio {torchTimes[0] / edenTimes[0]:F1} {torchTimes[middle] / edenTimes[middle]:F1}"));

    TorchParameter[] Make()
    {
        TorchParameter[] parameters = [.. Enumerable.Range(0, count).Select(_ => new TorchParameter(randn(length)))];
        foreach (TorchParameter parameter in parameters)
        {
            parameter.grad = randn(length);
        }

        return parameters;
    }

    static double Time(OptimizerHelper optimizer)
    {
        long start = Stopwatch.GetTimestamp();
        optimizer.step();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
