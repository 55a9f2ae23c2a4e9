using Eden.Playground.Pages;

namespace Eden.Playground.Views.Calculators;

/// <summary>The calculators, one at a time.</summary>
internal sealed class CalculatorView : IView
{
    private const string Choice = "calculate";

    private static readonly ICalculator[] Calculators = [new DecayConversion(), new ScheduledDecay(), new BatchScaling(), new OptimizerMemory()];

    public string Name => "calculators";

    public Words Title => new("Calculators", "计算器");

    public Words Lesson => new(
        "PyTorch's weight_decay is multiplied by the learning rate at every step: what counts is lr · λ.",
        "PyTorch 的 weight_decay 每一步都要乘以学习率：真正起作用的是 lr · λ。");

    public (Words Text, string Address) Source => (
        new("Loshchilov and Hutter, section 3; batch sizes: Goyal et al. 2017 (linear), Malladi et al. 2022 (square root)", "Loshchilov 与 Hutter 第 3 节；批大小：Goyal 等 2017（线性）、Malladi 等 2022（平方根）"),
        "https://arxiv.org/abs/2205.10287");

    public IReadOnlyList<Setting> Settings { get; } =
    [
        new ChoiceSetting(Choice, new("Calculate", "计算"), [.. Calculators.Select(calculator => (calculator.Name, calculator.Title))]),
        Shared.LearningRate with { IsUsed = values => values.Text(Choice) != Calculators[^1].Name },
        Shared.Decay with { IsUsed = values => Array.FindIndex(Calculators, calculator => calculator.Name == values.Text(Choice)) < 2 },
        .. Calculators.SelectMany(calculator => calculator.Settings.Select(setting => setting with { IsUsed = values => values.Text(Choice) == calculator.Name })),
    ];

    public IEnumerable<Picture> Run(Values values)
    {
        yield return Calculators.Single(calculator => calculator.Name == values.Text(Choice)).Run(values);
    }
}
