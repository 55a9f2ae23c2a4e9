using Eden.Playground.Pages;

namespace Eden.Playground.Views;

/// <summary>The gradients that one weight gets. They do not depend on the weight, so that what is seen is the optimizer's doing.</summary>
/// <param name="Kind">Noisy, constant, spike or vanishing.</param>
/// <param name="Size">Their size.</param>
/// <param name="BatchNoise">The standard deviation of the noise added, as a share of the size.</param>
internal sealed record WeightGradients(string Kind, double Size, double BatchNoise)
{
    /// <summary>How many times as large the spike is as the size.</summary>
    public const int Spike = 100;

    private const int HalvingSteps = 50;
    private const ulong Seed = 1;

    public static ChoiceSetting KindSetting { get; } = new(
        "gradients",
        new("Gradients", "梯度"),
        ("noisy", new("noisy, mean 0", "噪声，均值为 0")),
        ("constant", new("constant", "恒定")),
        ("spike", new("noisy with one spike, 100 × as large", "噪声加一次 100 倍的尖峰")),
        ("vanishing", new("vanishing, half every 50 steps", "消失，每 50 步减半")));

    /// <summary>The share of the mean in the size: 1 for a steady gradient, 0 for noise.</summary>
    public double Mean => Kind == "constant" ? 1 : 0;

    /// <summary>The standard deviation in units of the size.</summary>
    public double Deviation => Kind == "constant" ? BatchNoise : Math.Sqrt(1 + (BatchNoise * BatchNoise));

    /// <summary>Whether they are alike for ever, so that a balance with decay can be computed.</summary>
    public bool AreSteady => Kind is "noisy" or "constant";

    public static int SpikeStep(int steps) => steps * 6 / 10;

    public float[] Take(int steps)
    {
        Xoshiro256 random = new(Seed);
        float[] gradients = new float[steps];
        double vanishing = 1;
        double halving = Math.Sqrt(0.5);
        for (int step = 0; step < steps; step++)
        {
            double signal = Kind switch
            {
                "constant" => 1,
                "vanishing" => vanishing,
                "spike" when step == SpikeStep(steps) => Spike,
                _ => Noise.Next(random),
            };
            double noise = BatchNoise * Noise.Next(random) * (Kind == "vanishing" ? vanishing : 1);
            gradients[step] = (float)(Size * (signal + noise));
            if (step % (HalvingSteps / 2) == (HalvingSteps / 2) - 1)
            {
                vanishing *= halving;
            }
        }

        return gradients;
    }
}
