using Eden.Playground.Functions;
using Eden.Playground.Pages;

namespace Eden.Playground.Views;

/// <summary>The ways of optimizers over a plane.</summary>
internal sealed class TwoWeights : IView
{
    private const string Own = "own";

    private static readonly (string Name, Words Label, string Formula)[] Functions =
    [
        ("bowl", new("a stretched bowl", "拉长的碗"), "(x - 1)^2 / 2 + 10 * (y - 0.5)^2"),
        ("rosenbrock", new("Rosenbrock's valley", "Rosenbrock 山谷"), "(1 - x)^2 + 100 * (y - x^2)^2"),
        ("saddle", new("a saddle", "鞍点"), "x^2 - y^2 + y^4 / 4"),
        (Own, new("your own formula", "自定义公式"), ""),
    ];

    private static readonly ChoiceSetting Function = new("function", new("Function", "函数"), [.. Functions.Select(function => (function.Name, function.Label))]);
    private static readonly ExpressionSetting Formula = new("formula", new("Formula in x and y", "关于 x 和 y 的公式"), "x^2 + y^2 + sin(3*x)") { IsUsed = values => values.Text(Function.Name) == Own };
    private static readonly NumberSetting X = new("x", new("Start, x", "起点 x"), NumberSetting.Even(-2, 2, 81), -1.5);
    private static readonly NumberSetting Y = new("y", new("Start, y", "起点 y"), NumberSetting.Even(-2, 2, 81), 1.5);
    private static readonly NumberSetting AdamRate = new("lr", new("Learning rate, Adam family", "学习率（Adam 系）"), NumberSetting.OneTwoFive(1e-4, 1), 0.05);
    private static readonly NumberSetting SgdRate = new("sgd-lr", new("Learning rate, SGD", "学习率（SGD）"), NumberSetting.OneTwoFive(1e-5, 1), 0.02) { IsUsed = values => values.Flag("show-sgd") };
    private static readonly NumberSetting LionRate = new("lion-lr", new("Learning rate, Lion", "学习率（Lion）"), NumberSetting.OneTwoFive(1e-4, 1), 0.02) { IsUsed = values => values.Flag("show-lion") };
    private static readonly NumberSetting Decay = new("wd", new("Decay λ", "权重衰减 λ"), [0, .. NumberSetting.OneTwoFive(1e-3, 10)], 0.5);
    private static readonly NumberSetting Steps = new("steps", new("Steps", "步数"), [20, 50, 100, 200, 500, 1000], 200) { IsWhole = true };
    private static readonly FlagSetting[] Shown =
    [
        new("show-adam", "Adam", true),
        new("show-l2", "Adam + L2", true),
        new("show-adamw", "AdamW", true),
        new("show-sgd", "SGD", false),
        new("show-lion", "Lion", false),
        new("show-free", "Schedule-Free AdamW", false),
    ];

    public string Name => "plane";

    public Words Title => new("Two weights", "两个权重");

    public Words Lesson => new(
        "Drag the start: at equal λ, Adam + L2 ends at the minimum of loss plus penalty, AdamW where its normalized step and the decay cancel.",
        "拖动起点：在相同的 λ 下，Adam + L2 停在“损失加惩罚”的最小点，AdamW 停在归一化步长与衰减相抵之处。");

    public (Words Text, string Address) Source => (
        new("Loshchilov and Hutter, Decoupled Weight Decay Regularization, section 2", "Loshchilov 与 Hutter《Decoupled Weight Decay Regularization》第 2 节"),
        "https://arxiv.org/abs/1711.05101");

    public IReadOnlyList<Setting> Settings { get; } = [Function, Formula, .. Shown, AdamRate, SgdRate, LionRate, Decay, X, Y, Steps];

    public IEnumerable<Picture> Run(Values values)
    {
        string formula = Functions.Single(function => function.Name == values.Text(Function.Name)).Formula;
        Expression function = Expression.Parse(formula is "" ? values.Text(Formula.Name) : formula);
        double decay = values.Number(Decay.Name), rate = values.Number(AdamRate.Name);
        OptimizerOptions[] options =
        [
            new AdamOptions { LearningRate = rate },
            new AdamOptions { LearningRate = rate, L2Penalty = decay },
            new AdamWOptions { LearningRate = rate, WeightDecay = decay },
            new SgdOptions { LearningRate = values.Number(SgdRate.Name), WeightDecay = decay },
            new LionOptions { LearningRate = values.Number(LionRate.Name), WeightDecay = decay },
            new ScheduleFreeAdamWOptions { LearningRate = rate, WeightDecay = decay },
        ];
        (double x, double y) start = (values.Number(X.Name), values.Number(Y.Name));
        int steps = values.Whole(Steps.Name);
        PlanePath[] paths = [.. Shown.Select((shown, style) => (shown, style)).Where(one => values.Flag(one.shown.Name))
            .Select(one => PlanePath.Take(one.shown.Label, one.style, options[one.style], function, start, steps))];
        BitHash bits = new();
        foreach (PlanePath path in paths)
        {
            bits.Add(path.Bits);
        }

        Axis axisX = new("x", X.Steps[0], X.Steps[^1]), axisY = new("y", Y.Steps[0], Y.Steps[^1]);
        Words description = new(
            $"The paths from ({Axis.Text(start.x)}, {Axis.Text(start.y)}) end at: {string.Join("; ", paths.Select(path => $"{path.Name.English} {path.End}"))}.",
            $"从 ({Axis.Text(start.x)}, {Axis.Text(start.y)}) 出发的终点：{string.Join("；", paths.Select(path => $"{path.Name.Chinese} {path.End}"))}。");
        Chart chart = new(new("Paths over lines of equal loss", "等损失线上的路径"), description, axisX, axisY, [.. paths.Select(path => path.Line)])
        {
            Contours = ContourLines.Of(function, axisX, axisY),
            Handle = new(X.Name, Y.Name, start.x, start.y, new("Start; arrow keys move it", "起点；可用方向键移动")),
            IsPlane = true,
        };
        Table table = new(
            new("After the last step", "最后一步之后"),
            ["", new("x, y", "x, y"), new("loss", "损失")],
            [.. paths.Select(path => (Words[])[path.Name, path.End, Axis.Text(path.Loss)])]);
        yield return new(description, [chart], [table], Code(rate, decay, start, steps)) { Bits = bits.ToString(), Steps = steps };
    }

    private static string Code(double rate, double decay, (double X, double Y) start, int steps) => $$"""
        using Eden;

        float[] point = [{{Number(start.X)}}f, {{Number(start.Y)}}f], gradient = [0, 0];
        Parameter<float> parameter = Parameter<float>.Wrap("point", point, gradient);
        using AdamW<float> optimizer = new([parameter], new AdamWOptions { LearningRate = {{Number(rate)}}, WeightDecay = {{Number(decay)}} });
        for (int step = 0; step < {{steps}}; step++)
        {
            (gradient[0], gradient[1]) = (point[0] - 1, 20 * (point[1] - 0.5f));  // of the stretched bowl
            optimizer.Step();
        }
        """;

    private static string Number(double value) => NumberSetting.Format(value);
}
