using Eden.Playground.Pages;

namespace Eden.Playground.Views.Calculators;

/// <summary>What several calculators have.</summary>
internal static class Shared
{
    public static NumberSetting LearningRate { get; } = new("lr", new("Learning rate", "学习率"), NumberSetting.OneTwoFive(1e-6, 1), 1e-3);

    public static NumberSetting Decay { get; } = new("wd", new("weight_decay λ, as PyTorch has it", "weight_decay λ（PyTorch 约定）"), NumberSetting.OneTwoFive(1e-6, 10), 0.01);

    /// <summary>A chart of what is left of a weight that gets no gradients.</summary>
    public static Chart Remaining(Words description, int steps, params Line[] lines) => new(
        new("Share of a weight that is left when decay alone acts", "仅有衰减作用时权重的剩余比例"),
        description,
        new(new("step", "步"), 0, steps),
        new("", 0, 1.02),
        lines);

    public static string Percent(double share) => $"{Axis.Text(100 * share)} %";
}
