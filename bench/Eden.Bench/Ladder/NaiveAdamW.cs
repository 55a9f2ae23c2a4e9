namespace Eden.Bench.Ladder;

/// <summary>AdamW as it stands in the paper, one element at a time.</summary>
internal static class NaiveAdamW
{
    public static void Step(Span<float> value, ReadOnlySpan<float> gradient, Span<float> firstMoment, Span<float> secondMoment, AdamWOptions options, long step)
    {
        float rate = (float)options.LearningRate;
        float beta1 = (float)options.Beta1;
        float beta2 = (float)options.Beta2;
        float epsilon = (float)options.Epsilon;
        float decay = (float)options.WeightDecay;
        float correction1 = 1 - MathF.Pow(beta1, step);
        float correction2 = 1 - MathF.Pow(beta2, step);
        for (int i = 0; i < value.Length; i++)
        {
            firstMoment[i] = (beta1 * firstMoment[i]) + ((1 - beta1) * gradient[i]);
            secondMoment[i] = (beta2 * secondMoment[i]) + ((1 - beta2) * gradient[i] * gradient[i]);
            float m = firstMoment[i] / correction1;
            float v = secondMoment[i] / correction2;
            value[i] -= rate * ((m / (MathF.Sqrt(v) + epsilon)) + (decay * value[i]));
        }
    }
}
