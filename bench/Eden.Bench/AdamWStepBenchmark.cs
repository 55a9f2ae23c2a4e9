using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;

namespace Eden.Bench;

/// <summary>One AdamW step over float32 parameters on one thread: Eden's optimizer beside the same loop written by hand,
/// over the same memory layout.</summary>
public unsafe class AdamWStepBenchmark
{
    private readonly AdamWOptions _options = new();
    private AdamW<float>? _optimizer;
    private float[]? _byHand;
    private long _step;

    [Params(32_768)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Random random = new(1);
        Parameter<float> parameter = new("weight", Length) { HasGradient = true };
        _byHand = GC.AllocateArray<float>((4 * Length) + 16, pinned: true);
        for (int i = 0; i < Length; i++)
        {
            parameter.Value[i] = _byHand[i] = random.NextSingle() - 0.5f;
            parameter.Gradient[i] = _byHand[Length + i] = random.NextSingle() - 0.5f;
        }

        _optimizer = new AdamW<float>([parameter], _options);
    }

    [GlobalCleanup]
    public void Cleanup() => _optimizer?.Dispose();

    [Benchmark(Baseline = true)]
    public void ByHand()
    {
        fixed (float* start = _byHand)
        {
            float* p = (float*)(((nuint)start + 63) & ~(nuint)63);
            HandWrittenAdamW.Scalars scalars = new(_options, ++_step);
            if (Vector512.IsHardwareAccelerated)
            {
                HandWrittenAdamW.Step512(p, p + Length, p + (2 * Length), p + (3 * Length), Length, scalars);
            }
            else
            {
                HandWrittenAdamW.Step256(p, p + Length, p + (2 * Length), p + (3 * Length), Length, scalars);
            }
        }
    }

    [Benchmark]
    public void Eden() => _optimizer!.Step();
}
