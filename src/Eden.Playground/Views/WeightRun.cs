using Eden.Playground.Pages;

namespace Eden.Playground.Views;

/// <summary>One weight under one optimizer.</summary>
/// <param name="Name">The optimizer.</param>
/// <param name="Options">Its options.</param>
/// <param name="Weights">The weight: before the first step and after each.</param>
/// <param name="Updates">What each step took from the weight besides AdamW's decay, in learning rates.</param>
internal sealed record WeightRun(Words Name, OptimizerOptions Options, float[] Weights, double[] Updates)
{
    public const float Start = 1;

    /// <summary>Takes Eden's steps.</summary>
    public static WeightRun Take(Words name, OptimizerOptions options, Schedule schedule, float[] gradients)
    {
        float[] weight = [Start], gradient = [0];
        float[] weights = new float[gradients.Length + 1];
        double[] updates = new double[gradients.Length];
        using Optimizer<float> optimizer = new([Parameter<float>.Wrap("w", weight, gradient)], options);
        optimizer.Groups[0].Schedule = schedule;
        double decay = options is AdamWOptions adamW ? adamW.WeightDecay : 0;
        weights[0] = Start;
        for (int step = 0; step < gradients.Length; step++)
        {
            gradient[0] = gradients[step];
            optimizer.Step();
            weights[step + 1] = weight[0];
            double rate = options.LearningRate * schedule.At(step);
            updates[step] = rate > 0 ? ((weights[step] * (1 - (rate * decay))) - weight[0]) / rate : 0;
        }

        return new(name, options, weights, updates);
    }

    /// <summary>The root of the mean square of the last quarter of the weights.</summary>
    public double SettledSize => Size(Weights.Select(weight => (double)weight));

    /// <summary>The same of the updates: the effective step in learning rates.</summary>
    public double EffectiveStep => Size(Updates);

    /// <summary>The largest update in the steps after a step.</summary>
    public double LargestUpdateFrom(int step, int count) => Updates.Skip(step).Take(count).Max(Math.Abs);

    private static double Size(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double[] last = all[(all.Length * 3 / 4)..];
        return Math.Sqrt(last.Sum(value => value * value) / last.Length);
    }
}
