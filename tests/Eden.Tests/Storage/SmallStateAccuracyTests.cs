namespace Eden.Tests.Storage;

/// <summary>What small state costs: the loss of noisy quadratics, with curvatures from 1e-4 to 1 mixed within groups and a learning rate
/// that falls to zero, beside that of state in full.</summary>
public class SmallStateAccuracyTests
{
    private const int Length = 4096;
    private const int Steps = 4000;
    private static readonly float[] Noise = Normals(1, 1 << 17);

    /// <summary>Options, and the size of gradients.</summary>
    public static TheoryData<OptimizerOptions, double> Runs => new()
    {
        { new AdamWOptions { LearningRate = 0.01, WeightDecay = 0 }, 1 },
        { new AdamWOptions { LearningRate = 0.01, WeightDecay = 0, Beta2 = 0.95 }, 1e-3 },
        { new AdamWOptions { LearningRate = 0.01, WeightDecay = 0, Beta2 = 0.9999 }, 1 },
        { new AdamWOptions { LearningRate = 0.01, WeightDecay = 0, AmsGrad = true }, 1 },
        { new AdamOptions { LearningRate = 0.01 }, 1e-6 },
        { new NAdamOptions { LearningRate = 0.01 }, 1 },
        { new RAdamOptions { LearningRate = 0.01 }, 1 },
        { new AdamaxOptions { LearningRate = 0.01 }, 1 },
        { new AdoptOptions { LearningRate = 0.01 }, 1 },
        { new AdanOptions { LearningRate = 0.01 }, 1 },
        { new RmsPropOptions { LearningRate = 0.01 }, 1 },
        { new RmsPropOptions { LearningRate = 0.002, Momentum = 0.9 }, 1 },
        { new LionOptions { LearningRate = 0.003 }, 1 },
        { new SgdOptions { LearningRate = 0.1, Momentum = 0.9 }, 1 },
        { new ScheduleFreeAdamWOptions { LearningRate = 0.02 }, 1 },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_loss_is_that_of_full_state_within_three_percent(OptimizerOptions options, double size)
    {
        double full = Loss(options, size, StateStorage.Full);
        double halves = Loss(options, size, StateStorage.BFloat16) / full, bytes = Loss(options, size, StateStorage.Float8) / full;
        TestContext.Current.TestOutputHelper!.WriteLine($"{options.GetType().Name} {size}: {full:G4}, bfloat16 {halves:F4}, 8-bit floats {bytes:F4}");

        Assert.InRange(halves, 0.97, 1.03);
        Assert.InRange(bytes, 0.97, 1.03);
    }

    private static double Loss(OptimizerOptions options, double size, StateStorage storage)
    {
        float[] curvature = [.. Normals(2, Length).Select((_, i) => MathF.Pow(10, -4 * (i * 2654435761u % 65536 / 65536f)))];
        float[] target = Normals(3, Length);
        using Parameter<float> parameter = new("x", Length) { HasGradient = true };
        ParameterGroup<float> group = new([parameter], options) { Storage = new() { State = storage } };
        using Optimizer<float> optimizer = new(group);
        for (int step = 0; step < Steps; step++)
        {
            group.ScheduleMultiplier = options is ScheduleFreeAdamWOptions ? 1 : 0.5 * (1 + Math.Cos(Math.PI * step / Steps));
            ReadOnlySpan<float> noise = Noise.AsSpan((int)(step * 7919L % (Noise.Length - Length)), Length);
            Span<float> value = parameter.Value, gradient = parameter.Gradient;
            for (int i = 0; i < Length; i++)
            {
                gradient[i] = (float)size * ((curvature[i] * (value[i] - target[i])) + (0.1f * MathF.Sqrt(curvature[i]) * noise[i]));
            }

            optimizer.Step();
        }

        using (optimizer.Evaluate())
        {
            double loss = 0;
            for (int i = 0; i < Length; i++)
            {
                double distance = parameter.Value[i] - target[i];
                loss += 0.5 * curvature[i] * distance * distance;
            }

            return loss;
        }
    }

    private static float[] Normals(ulong seed, int count)
    {
        Xoshiro256 random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.NextNormal())];
    }
}
