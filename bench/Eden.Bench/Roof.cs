using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Eden.Bench;

/// <summary>The traffic of an optimizer step with one addition or multiplication per stream: what no step can be faster than.</summary>
internal static unsafe class Roof
{
    private interface IStates
    {
        static abstract int Count { get; }
    }

    /// <summary>Reads and writes the values and each state array, and reads the gradient, on some threads.</summary>
    public static void Pass(Streams streams, int states, int threads = 1)
    {
        switch (states)
        {
            case 0:
                Pass<NoState>(streams, threads);
                break;
            case 1:
                Pass<OneState>(streams, threads);
                break;
            case 2:
                Pass<TwoStates>(streams, threads);
                break;
            default:
                Pass<ThreeStates>(streams, threads);
                break;
        }
    }

    /// <summary>Reads the gradient and adds it up.</summary>
    public static float Sum(Streams streams, int threads)
    {
        if (threads == 1)
        {
            return Sum(streams.Gradient, streams.Stride);
        }

        float[] sums = new float[threads];
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, worker =>
        {
            (long begin, long end) = Share(streams.Stride, worker, threads);
            sums[worker] = Sum(streams.Gradient + begin, end - begin);
        });
        return sums.Sum();
    }

    private static void Pass<TStates>(Streams streams, int threads)
        where TStates : struct, IStates
    {
        if (threads == 1)
        {
            Stream<TStates>(streams, 0, streams.Stride);
            return;
        }

        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, worker =>
        {
            (long begin, long end) = Share(streams.Stride, worker, threads);
            Stream<TStates>(streams, begin, end);
        });
    }

    private static (long Begin, long End) Share(long length, int worker, int threads) =>
        (length / 16 * worker / threads * 16, length / 16 * (worker + 1) / threads * 16);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Stream<TStates>(Streams streams, long begin, long end)
        where TStates : struct, IStates
    {
        float* p = streams.Value;
        float* g = streams.Gradient;
        float* state0 = streams.State0;
        float* state1 = streams.State1;
        float* state2 = streams.State2;
        Vector512<float> factor = Vector512.Create(0.999f);
        for (long i = begin; i < end; i += Vector512<float>.Count)
        {
            (Vector512.Load(p + i) + Vector512.Load(g + i)).Store(p + i);
            if (TStates.Count > 0)
            {
                (Vector512.Load(state0 + i) * factor).Store(state0 + i);
            }

            if (TStates.Count > 1)
            {
                (Vector512.Load(state1 + i) * factor).Store(state1 + i);
            }

            if (TStates.Count > 2)
            {
                (Vector512.Load(state2 + i) * factor).Store(state2 + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Sum(float* x, long length)
    {
        Vector512<float> a = default;
        Vector512<float> b = default;
        Vector512<float> c = default;
        Vector512<float> d = default;
        long i = 0;
        for (; i <= length - 64; i += 64)
        {
            a += Vector512.Load(x + i);
            b += Vector512.Load(x + i + 16);
            c += Vector512.Load(x + i + 32);
            d += Vector512.Load(x + i + 48);
        }

        for (; i < length; i += 16)
        {
            a += Vector512.Load(x + i);
        }

        return Vector512.Sum(a + b + (c + d));
    }

    private readonly struct NoState : IStates
    {
        public static int Count => 0;
    }

    private readonly struct OneState : IStates
    {
        public static int Count => 1;
    }

    private readonly struct TwoStates : IStates
    {
        public static int Count => 2;
    }

    private readonly struct ThreeStates : IStates
    {
        public static int Count => 3;
    }
}
