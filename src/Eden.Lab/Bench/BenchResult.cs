using Eden.Lab.Recordings;

namespace Eden.Lab.Bench;

/// <summary>What <c>eden bench</c> measured.</summary>
/// <param name="Processor">The processor's name as the system gives it.</param>
/// <param name="Processors">How many the runtime may use.</param>
/// <param name="PyTorch">The version of the PyTorch beside it, or <see langword="null"/>.</param>
internal sealed record BenchResult(RunStamp Stamp, string Processor, int Processors, string? PyTorch, IReadOnlyList<BenchRow> Rows)
{
    /// <summary>The name and version of this record's form.</summary>
    public string Format { get; init; } = "eden-bench/1";
}

/// <summary>One model's step: medians of samples taken in alternation with the roof's.</summary>
/// <param name="Name">What the model stands for.</param>
/// <param name="Type">The type of values, gradients and state.</param>
/// <param name="Threads">The threads that a step may use.</param>
/// <param name="Tensors">How many tensors the model has.</param>
/// <param name="Parameters">How many elements they have together.</param>
/// <param name="Samples">How many samples the medians are of.</param>
/// <param name="StepSeconds">Eden's AdamW.</param>
/// <param name="RoofSeconds">The same traffic over memory without the arithmetic.</param>
internal sealed record BenchRow(string Name, ElementType Type, int Threads, int Tensors, long Parameters, int Samples, double StepSeconds, double RoofSeconds)
{
    /// <summary>PyTorch's AdamW with <c>foreach=False</c>, its default on processors; <see langword="null"/> where it did not run.</summary>
    public double? TorchSeconds { get; init; }

    /// <summary>PyTorch's AdamW with <c>foreach=True</c>.</summary>
    public double? TorchForeachSeconds { get; init; }

    public double PicosecondsPerParameter => StepSeconds / Parameters * 1e12;

    /// <summary>10⁹ bytes per second: seven streams of one element each.</summary>
    public double GigabytesPerSecond => 7.0 * Parameters * (Type == ElementType.Bits32 ? sizeof(float) : sizeof(double)) / StepSeconds / 1e9;

    /// <summary>The roof's time over Eden's: 1 is as fast as the memory allows.</summary>
    public double ShareOfRoof => RoofSeconds / StepSeconds;
}
