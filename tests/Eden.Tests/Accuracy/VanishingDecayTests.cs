using Eden.Lab.Verification;
using Eden.Tests.Support;

namespace Eden.Tests.Accuracy;

/// <summary>
/// Weight decay far below a unit in the last place of a weight is not rounded away in float32. tools/record_vanishing_decay.py
/// measures PyTorch in the same setting, and docs/numerics.md shows both.
/// </summary>
public class VanishingDecayTests
{
    private const int Weights = 128;
    private const int Steps = 20_000;
    private const double WeightDecay = 0.01;

    [Theory]
    [InlineData(1e-4)]
    [InlineData(1e-5)]
    [InlineData(1e-6)]
    public void The_mean_decay_under_random_updates_is_the_exact_one_within_2_percent(double learningRate)
    {
        Xoshiro256 random = new(1);
        float[] start = [.. Enumerable.Range(0, Weights).Select(_ => (float)((random.NextInt(2) == 0 ? -1 : 1) * random.NextUniform(0.5, 2)))];
        AdamWOptions options = new() { LearningRate = learningRate, WeightDecay = WeightDecay };
        double[] exact = [.. start];
        double[] withoutDecay = [.. start];
        Oracle exactRun = Oracle.Of(options, Weights);
        Oracle runWithoutDecay = Oracle.Of(options with { WeightDecay = 0 }, Weights);
        using Parameter<float> parameter = Parameter<float>.Wrap("p", start.ToArray());
        parameter.HasGradient = true;
        using AdamW<float> optimizer = new([parameter], options);
        double[] gradient = new double[Weights];
        for (int t = 0; t < Steps; t++)
        {
            for (int i = 0; i < Weights; i++)
            {
                parameter.Gradient[i] = (float)random.NextNormal();
                gradient[i] = parameter.Gradient[i];
            }

            optimizer.Step();
            exactRun.Step(exact, gradient, 1);
            runWithoutDecay.Step(withoutDecay, gradient, 1);
        }

        double[] final = [.. parameter.Value.ToArray().Select(value => (double)value)];
        double Decay(double[] weights) => Enumerable.Range(0, Weights).Average(i => Math.Sign(start[i]) * (withoutDecay[i] - weights[i]));
        double ratio = Decay(final) / Decay(exact);
        double error = Math.Sqrt(final.Zip(exact, (x, y) => (x - y) * (x - y)).Average());
        string row = FormattableString.Invariant($"| {learningRate * WeightDecay:0e-0} | {ratio:f3} | {error:0.0e-0} |");
        TestContext.Current.TestOutputHelper!.WriteLine(row);
        Assert.True(Math.Abs(ratio - 1) <= 0.02, row);
        DocumentedRow.AssertShown("numerics.md", row);
    }
}
