using Eden.Playground.Pages;

namespace Eden.Playground.Views.Calculators;

/// <summary>Decay in PyTorch's convention, in the paper's, and at another learning rate.</summary>
internal sealed class DecayConversion : ICalculator
{
    private const int ShownPoints = 200;

    private static readonly NumberSetting OtherRate = new("lr2", new("Other learning rate", "另一个学习率"), NumberSetting.OneTwoFive(1e-6, 1), 2e-3);

    public string Name => "decay";

    public Words Title => new("decay at another learning rate", "换学习率时的衰减");

    public IReadOnlyList<Setting> Settings { get; } = [OtherRate];

    public Picture Run(Values values)
    {
        double rate = values.Number(Shared.LearningRate.Name), decay = values.Number(Shared.Decay.Name), otherRate = values.Number(OtherRate.Name);
        double kept = DecayThatKeeps(rate, decay, otherRate);
        int steps = (int)Math.Clamp(3 / (rate * decay), 10, 1e9);
        Words description = new(
            $"At lr {Axis.Text(otherRate)} the same decay per step needs λ = {Axis.Text(kept)}.",
            $"学习率为 {Axis.Text(otherRate)} 时，要保持每步衰减不变，需取 λ = {Axis.Text(kept)}。");
        return new(
            description,
            [
                Shared.Remaining(
                    description,
                    steps,
                    Course($"lr {Axis.Text(rate)}, λ {Axis.Text(decay)}", 2, rate * decay, steps),
                    Course($"lr {Axis.Text(otherRate)}, λ {Axis.Text(decay)}", 1, otherRate * decay, steps)),
            ],
            [
                new(
                    new("The same decay, written in three ways", "同一衰减的三种写法"),
                    ["", new("PyTorch's λ", "PyTorch 的 λ"), new("the paper's λ, a share per step", "论文的 λ（每步比例）"), new("half-life, steps", "半衰期（步）")],
                    [
                        [new("as set", "当前设置"), Axis.Text(decay), Axis.Text(rate * decay), Axis.Text(HalfLife(rate * decay))],
                        [new("at the other rate, λ unchanged", "另一学习率，λ 不变"), Axis.Text(decay), Axis.Text(otherRate * decay), Axis.Text(HalfLife(otherRate * decay))],
                        [new("at the other rate, the same decay", "另一学习率，衰减不变"), Axis.Text(kept), Axis.Text(otherRate * kept), Axis.Text(HalfLife(otherRate * kept))],
                    ]),
            ],
            $$"""
            using Eden;

            // The paper's λ is a share per step: {{NumberSetting.Format(rate * decay)}}. Eden takes PyTorch's.
            AdamWOptions options = new() { LearningRate = {{NumberSetting.Format(otherRate)}}, WeightDecay = {{NumberSetting.Format(kept)}} };
            Console.WriteLine(options.LearningRate * options.WeightDecay);
            """);
    }

    /// <summary>PyTorch's λ at another learning rate that decays as much per step.</summary>
    public static double DecayThatKeeps(double rate, double decay, double otherRate) => rate * decay / otherRate;

    /// <summary>The steps until half is left: ln ½ / ln(1 − share).</summary>
    public static double HalfLife(double share) => share < 1 ? Math.Log(0.5) / Math.Log(1 - share) : 1;

    private static Line Course(string name, int style, double share, int steps) =>
        new(name, style, [.. Enumerable.Range(0, ShownPoints + 1).Select(place => (double)steps * place / ShownPoints).Select(step => (step, Math.Pow(Math.Max(0, 1 - share), step)))]);
}
