using Eden.Playground.Pages;

namespace Eden.Playground.Views.Calculators;

/// <summary>Settings at another batch size, by the two rules in use.</summary>
internal sealed class BatchScaling : ICalculator
{
    private static readonly double[] Sizes = [.. Enumerable.Range(3, 14).Select(power => (double)(1 << power))];
    private static readonly NumberSetting From = new("from", new("Batch size now", "当前批大小"), Sizes, 256) { IsWhole = true };
    private static readonly NumberSetting To = new("to", new("Batch size then", "新的批大小"), Sizes, 2048) { IsWhole = true };
    private static readonly NumberSetting Beta1 = new("beta1", "β₁", [0.8, 0.9, 0.95, 0.98, 0.99], 0.9);
    private static readonly NumberSetting Beta2 = new("beta2", "β₂", [0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999], 0.999);
    private static readonly NumberSetting Epsilon = new("eps", "ε", [.. NumberSetting.OneTwoFive(1e-15, 1e-3).Where((_, place) => place % 3 == 0)], 1e-8);

    public string Name => "batch";

    public Words Title => new("another batch size", "改变批大小");

    public IReadOnlyList<Setting> Settings { get; } = [From, To, Beta1, Beta2, Epsilon];

    public Picture Run(Values values)
    {
        double factor = values.Number(To.Name) / values.Number(From.Name);
        BatchSettings now = new(values.Number(Shared.LearningRate.Name), values.Number(Beta1.Name), values.Number(Beta2.Name), values.Number(Epsilon.Name));
        BatchSettings root = now.BySquareRoot(factor);
        Words summary = new(
            $"{Axis.Text(factor)} times the batch: lr {Axis.Text(root.LearningRate)} by the square root, as for Adam, {Axis.Text(now.Linear(factor).LearningRate)} by the linear rule, as for SGD.",
            $"批大小变为 {Axis.Text(factor)} 倍：按平方根规则（适用于 Adam）lr 为 {Axis.Text(root.LearningRate)}，按线性规则（适用于 SGD）为 {Axis.Text(now.Linear(factor).LearningRate)}。");
        return new(
            summary,
            [],
            [
                new(
                    new("Settings for the new batch size", "新批大小下的设置"),
                    ["", "lr", "β₁", "β₂", "ε"],
                    [
                        Row(new("now", "当前"), now),
                        Row(new("square root (Adam, AdamW)", "平方根（Adam、AdamW）"), root),
                        Row(new("linear (SGD)", "线性（SGD）"), now.Linear(factor)),
                    ]),
            ],
            root.AreAllowed
                ? $$"""
                  using Eden;

                  AdamWOptions options = new()
                  {
                      LearningRate = {{NumberSetting.Format(root.LearningRate)}},
                      Beta1 = {{NumberSetting.Format(root.Beta1)}}, Beta2 = {{NumberSetting.Format(root.Beta2)}},
                      Epsilon = {{NumberSetting.Format(root.Epsilon)}},
                  };
                  """
                : "// The square root rule has no answer here: the batch grows more than the averages allow.");
    }

    private static Words[] Row(Words name, BatchSettings settings) =>
        [name, Axis.Text(settings.LearningRate), Average(settings.Beta1), Average(settings.Beta2), Axis.Text(settings.Epsilon)];

    private static string Average(double beta) => beta >= 0 ? NumberSetting.Format(Math.Round(beta, 6)) : "—";
}
