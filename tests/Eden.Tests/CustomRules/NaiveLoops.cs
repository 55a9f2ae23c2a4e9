using System.Numerics;

namespace Eden.Tests.CustomRules;

/// <summary>The rules of these tests as loops over arrays, with the operations in the same order.</summary>
internal static class NaiveLoops
{
    public static void SoftSign<T>(SoftSignOptions options, T[] p, T[] gradients, T[] m)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T N(double value) => T.CreateTruncating(value);
        T l2Penalty = N(options.L2Penalty);
        T decay = N(options.LearningRate * options.WeightDecay);
        T[] g = [.. gradients.Select((x, i) => options.L2Penalty > 0 ? T.FusedMultiplyAdd(l2Penalty, p[i], x) : x)];
        T[] u = new T[p.Length];
        for (int i = 0; i < p.Length; i++)
        {
            m[i] = T.FusedMultiplyAdd(N(options.Beta), m[i], N(1 - options.Beta) * g[i]);
            u[i] = N(options.LearningRate) * m[i] / (T.Abs(m[i]) + N(options.Softness));
        }

        if (options.Cautious)
        {
            bool[] agrees = [.. u.Select((x, i) => T.Sign(x) * T.Sign(g[i]) > 0)];
            T scale = N(1 / Math.Max((double)agrees.Count(agree => agree) / p.Length, 1e-3));
            u = [.. u.Select((x, i) => x * (scale * (agrees[i] ? T.One : T.Zero)))];
        }

        for (int i = 0; i < p.Length; i++)
        {
            p[i] -= options.WeightDecay > 0 ? T.FusedMultiplyAdd(decay, p[i], u[i]) : u[i];
        }
    }

    public static void FourStates<T>(FourStatesOptions options, long t, T[] p, T[] gradients, T[][] states)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T learningRate = T.CreateTruncating(options.LearningRate * Math.Min(1, (double)t / options.Warmup));
        T half = T.CreateTruncating(0.5);
        T tiny = T.CreateTruncating(1e-6);
        (T[] mean, T[] largest, T[] sum, T[] slow) = (states[0], states[1], states[2], states[3]);
        for (int i = 0; i < p.Length; i++)
        {
            T g = gradients[i];
            mean[i] = T.FusedMultiplyAdd(half, g - mean[i], mean[i]);
            largest[i] = T.Max(largest[i], T.Abs(g));
            sum[i] = T.FusedMultiplyAdd(g, g, sum[i]);
            T u = (T.Abs(g) < half ? T.Zero : mean[i]) / (T.Sqrt(sum[i]) + tiny);
            u += (g < tiny ? T.Zero : half * T.Min(largest[i], half)) + (tiny * T.CreateTruncating(T.Sign(g)));
            T next = p[i] - (learningRate * u);
            slow[i] = T.FusedMultiplyAdd(half, next - slow[i], slow[i]);
            p[i] = T.FusedMultiplyAdd(slow[i] > T.Zero ? T.One : T.Zero, tiny, next);
        }
    }
}
