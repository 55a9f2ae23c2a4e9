using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Eden.Bench.Ladder;

/// <summary>The AdamW step as one would write it by hand for one width.</summary>
internal static unsafe class HandWrittenAdamW
{
    public static void Step(Streams streams, in AdamWScalars scalars)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Step512(streams.Value, streams.Gradient, streams.State0, streams.State1, streams.Stride, scalars);
        }
        else
        {
            Step256(streams.Value, streams.Gradient, streams.State0, streams.State1, streams.Stride, scalars);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Step512(float* p, float* g, float* m, float* v, long length, AdamWScalars scalars)
    {
        Vector512<float> oneMinusBeta1 = Vector512.Create(scalars.OneMinusBeta1);
        Vector512<float> beta2 = Vector512.Create(scalars.Beta2);
        Vector512<float> oneMinusBeta2 = Vector512.Create(scalars.OneMinusBeta2);
        Vector512<float> stepSize = Vector512.Create(scalars.StepSize);
        Vector512<float> epsilon = Vector512.Create(scalars.Epsilon);
        Vector512<float> decay = Vector512.Create(scalars.Decay);
        for (long i = 0; i < length; i += Vector512<float>.Count)
        {
            Vector512<float> gradient = Vector512.Load(g + i);
            Vector512<float> value = Vector512.Load(p + i);
            Vector512<float> first = Vector512.Load(m + i);
            Vector512<float> second = Vector512.Load(v + i);
            first = Vector512.FusedMultiplyAdd(oneMinusBeta1, gradient - first, first);
            second = Vector512.FusedMultiplyAdd(oneMinusBeta2 * gradient, gradient, beta2 * second);
            Vector512<float> update = stepSize * first / (Vector512.Sqrt(second) + epsilon);
            (value - Vector512.FusedMultiplyAdd(decay, value, update)).Store(p + i);
            first.Store(m + i);
            second.Store(v + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Step256(float* p, float* g, float* m, float* v, long length, AdamWScalars scalars)
    {
        Vector256<float> oneMinusBeta1 = Vector256.Create(scalars.OneMinusBeta1);
        Vector256<float> beta2 = Vector256.Create(scalars.Beta2);
        Vector256<float> oneMinusBeta2 = Vector256.Create(scalars.OneMinusBeta2);
        Vector256<float> stepSize = Vector256.Create(scalars.StepSize);
        Vector256<float> epsilon = Vector256.Create(scalars.Epsilon);
        Vector256<float> decay = Vector256.Create(scalars.Decay);
        for (long i = 0; i < length; i += Vector256<float>.Count)
        {
            Vector256<float> gradient = Vector256.Load(g + i);
            Vector256<float> value = Vector256.Load(p + i);
            Vector256<float> first = Vector256.Load(m + i);
            Vector256<float> second = Vector256.Load(v + i);
            first = Vector256.FusedMultiplyAdd(oneMinusBeta1, gradient - first, first);
            second = Vector256.FusedMultiplyAdd(oneMinusBeta2 * gradient, gradient, beta2 * second);
            Vector256<float> update = stepSize * first / (Vector256.Sqrt(second) + epsilon);
            (value - Vector256.FusedMultiplyAdd(decay, value, update)).Store(p + i);
            first.Store(m + i);
            second.Store(v + i);
        }
    }
}
