using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;

namespace Eden.Bench;

/// <summary>One step of every optimizer over float32 parameters beside its roof: the same streams read and written with one
/// operation each. One thread, at a size that no cache holds and at one that the second-level cache does.</summary>
public unsafe class FamilyStepBenchmark
{
    private static readonly Dictionary<string, (int States, Func<Parameter<float>, Optimizer<float>> Make)> Optimizers = new()
    {
        ["Sgd"] = (0, parameter => new Sgd<float>([parameter])),
        ["Sgd momentum"] = (1, parameter => new Sgd<float>([parameter], new SgdOptions { Momentum = 0.9 })),
        ["Lion"] = (1, parameter => new Lion<float>([parameter])),
        ["Adagrad"] = (1, parameter => new Adagrad<float>([parameter])),
        ["Rmsprop"] = (1, parameter => new Rmsprop<float>([parameter])),
        ["Rmsprop centered, momentum"] = (3, parameter => new Rmsprop<float>([parameter], new RmspropOptions { Centered = true, Momentum = 0.9 })),
        ["Adam"] = (2, parameter => new Adam<float>([parameter])),
        ["AdamW"] = (2, parameter => new AdamW<float>([parameter])),
        ["AdamW amsgrad"] = (3, parameter => new AdamW<float>([parameter], new AdamWOptions { Amsgrad = true })),
        ["NAdam"] = (2, parameter => new NAdam<float>([parameter])),
        ["RAdam"] = (2, parameter => new RAdam<float>([parameter])),
        ["Adamax"] = (2, parameter => new Adamax<float>([parameter])),
        ["ScheduleFreeAdamW"] = (2, parameter => new ScheduleFreeAdamW<float>([parameter])),
    };

    private Optimizer<float>? _optimizer;
    private float* _streams;

    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    [Params(32_768, 16_777_216)]
    public int Length { get; set; }

    public IEnumerable<string> Names => Optimizers.Keys;

    [GlobalSetup]
    public void Setup()
    {
        Random random = new(1);
        Parameter<float> parameter = new("weight", Length) { HasGradient = true };
        for (int i = 0; i < Length; i++)
        {
            parameter.Value[i] = random.NextSingle() - 0.5f;
            parameter.Gradient[i] = random.NextSingle() - 0.5f;
        }

        _optimizer = Optimizers[Name].Make(parameter);
        _optimizer.Engine = new EngineOptions { DegreeOfParallelism = 1 };
        nuint bytes = (nuint)Length * sizeof(float) * 5;
        _streams = (float*)NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(_streams, bytes);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _optimizer?.Dispose();
        NativeMemory.AlignedFree(_streams);
    }

    [Benchmark(Baseline = true)]
    public void Roof()
    {
        float* state = _streams + (2 * (nint)Length);
        switch (Optimizers[Name].States)
        {
            case 0:
                Stream<None>(_streams, state, Length);
                break;
            case 1:
                Stream<One>(_streams, state, Length);
                break;
            case 2:
                Stream<Two>(_streams, state, Length);
                break;
            default:
                Stream<Three>(_streams, state, Length);
                break;
        }
    }

    [Benchmark]
    public void Step() => _optimizer!.Step();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Stream<TCount>(float* value, float* state, nint length)
        where TCount : struct, ICount
    {
        Vector512<float> factor = Vector512.Create(0.999f);
        for (nint i = 0; i < length; i += Vector512<float>.Count)
        {
            (Vector512.Load(value + i) + Vector512.Load(value + length + i)).Store(value + i);
            if (TCount.Value > 0)
            {
                (Vector512.Load(state + i) * factor).Store(state + i);
            }

            if (TCount.Value > 1)
            {
                (Vector512.Load(state + length + i) * factor).Store(state + length + i);
            }

            if (TCount.Value > 2)
            {
                (Vector512.Load(state + (2 * length) + i) * factor).Store(state + (2 * length) + i);
            }
        }
    }

    /// <summary>A number of state arrays that the compiler knows.</summary>
    private interface ICount
    {
        static abstract int Value { get; }
    }

    private readonly struct None : ICount
    {
        public static int Value => 0;
    }

    private readonly struct One : ICount
    {
        public static int Value => 1;
    }

    private readonly struct Two : ICount
    {
        public static int Value => 2;
    }

    private readonly struct Three : ICount
    {
        public static int Value => 3;
    }
}
