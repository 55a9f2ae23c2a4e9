using Eden.Playground.Pages;

namespace Eden.Playground.Views;

/// <summary>One weight under plain Adam, Adam + L2 and AdamW.</summary>
internal sealed class OneWeight : IView
{
    private const double HiddenShare = 0.01;

    private static readonly NumberSetting Size = new("size", new("Size of the gradients", "梯度大小"), NumberSetting.OneTwoFive(1e-3, 1e3), 10);
    private static readonly NumberSetting BatchNoise = new("noise", new("Batch noise, share of that size", "批次噪声（相对该大小）"), [0, 0.1, 0.2, 0.5, 1, 2, 5], 0);
    private static readonly NumberSetting LearningRate = new("lr", new("Learning rate", "学习率"), NumberSetting.OneTwoFive(1e-5, 1), 0.01);
    private static readonly NumberSetting Decay = new("wd", new("Decay λ", "权重衰减 λ"), [0, .. NumberSetting.OneTwoFive(1e-4, 10)], 1);
    private static readonly NumberSetting Beta1 = new("beta1", "β₁", [0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99], 0.9);
    private static readonly NumberSetting Beta2 = new("beta2", "β₂", [0.5, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999], 0.999);
    private static readonly NumberSetting Epsilon = new("eps", "ε", [.. NumberSetting.OneTwoFive(1e-15, 1).Where((_, place) => place % 3 == 0)], 1e-8);
    private static readonly NumberSetting Steps = new("steps", new("Steps", "步数"), [100, 200, 500, 1000, 2000, 5000], 5000) { IsWhole = true };

    public string Name => "weight";

    public Words Title => new("One weight", "一个权重");

    public Words Lesson => new(
        "Make the gradients larger: AdamW's balance stays where it is, that of Adam + L2 moves, and plain Adam has none.",
        "把梯度调大：AdamW 的平衡点不动，Adam + L2 的会移动，而不带衰减的 Adam 没有平衡点。");

    public (Words Text, string Address) Source => (
        new("Loshchilov and Hutter, Decoupled Weight Decay Regularization; the balance after Kosson et al., Rotational Equilibrium", "Loshchilov 与 Hutter《Decoupled Weight Decay Regularization》；平衡点见 Kosson 等《Rotational Equilibrium》"),
        "https://arxiv.org/abs/1711.05101");

    public IReadOnlyList<Setting> Settings { get; } = [WeightGradients.KindSetting, Size, BatchNoise, LearningRate, Decay, Beta1, Beta2, Epsilon, ScheduleChoice.Setting, Steps];

    public IEnumerable<Picture> Run(Values values)
    {
        int steps = values.Whole(Steps.Name);
        WeightGradients gradients = new(values.Text(WeightGradients.KindSetting.Name), values.Number(Size.Name), values.Number(BatchNoise.Name));
        float[] taken = gradients.Take(steps);
        Schedule schedule = ScheduleChoice.Of(values, steps);
        AdamOptions adam = new()
        {
            LearningRate = values.Number(LearningRate.Name),
            Beta1 = values.Number(Beta1.Name),
            Beta2 = values.Number(Beta2.Name),
            Epsilon = values.Number(Epsilon.Name),
        };
        double decay = values.Number(Decay.Name);
        AdamWOptions adamW = new() { LearningRate = adam.LearningRate, Beta1 = adam.Beta1, Beta2 = adam.Beta2, Epsilon = adam.Epsilon, WeightDecay = decay };
        WeightRun[] runs =
        [
            WeightRun.Take("Adam", adam, schedule, taken),
            WeightRun.Take("Adam + L2", adam with { L2Penalty = decay }, schedule, taken),
            WeightRun.Take("AdamW", adamW, schedule, taken),
        ];
        BitHash bits = new();
        foreach (WeightRun run in runs)
        {
            bits.Add(run.Weights);
        }

        yield return new(Summary(runs), Charts(runs), OneWeightTables.Of(runs, gradients, adamW), Code(values, adamW, steps)) { Bits = bits.ToString() };
    }

    private static Words Summary(WeightRun[] runs)
    {
        string sizes = string.Join(", ", runs.Select(run => $"{run.Name.English} {Axis.Text(run.SettledSize)}"));
        string chinese = string.Join("，", runs.Select(run => $"{run.Name.Chinese} {Axis.Text(run.SettledSize)}"));
        return new($"Size of the weight over the last quarter of the steps: {sizes}.", $"最后四分之一步数内权重的大小：{chinese}。");
    }

    private static Chart[] Charts(WeightRun[] runs)
    {
        Axis steps = new(new("step", "步"), 0, runs[0].Updates.Length);
        return
        [
            Draw(new("Weight", "权重"), steps, runs, run => [.. run.Weights.Select(weight => (double)weight)]),
            Draw(new("Size of the update in learning rates, decay left out", "更新量的大小（以学习率为单位，不含衰减）"), steps, runs, run => [.. run.Updates.Select(Math.Abs)]),
        ];
    }

    private static Chart Draw(Words title, Axis steps, WeightRun[] runs, Func<WeightRun, double[]> values)
    {
        Line[] all = [.. runs.Select((run, style) => new Line(run.Name, style, Thinning.Of(values(run))))];
        Axis axis = Axis.Over("", all.SelectMany(line => line.Points).Select(point => point.Y));
        // What would lie under another line is named with it.
        List<Line> lines = [all[^1]];
        foreach (Line line in all.Reverse().Skip(1))
        {
            int same = lines.FindIndex(other => Distance(line, other) < HiddenShare * (axis.Greatest - axis.Least));
            if (same < 0)
            {
                lines.Insert(0, line);
            }
            else
            {
                lines[same] = lines[same] with { Name = $"{line.Name.English} = {lines[same].Name.English}" };
            }
        }

        string ends = string.Join(", ", all.Select(line => $"{line.Name.English} {Axis.Text(line.Points[^1].Y)}"));
        string chinese = string.Join("，", all.Select(line => $"{line.Name.Chinese} {Axis.Text(line.Points[^1].Y)}"));
        return new(title, new($"{title.English} against the step. At the end: {ends}.", $"{title.Chinese}随步数的变化。末值：{chinese}。"), steps, axis, lines);
    }

    /// <summary>How far two lines are apart on average.</summary>
    private static double Distance(Line left, Line right) =>
        left.Points.Zip(right.Points, (one, other) => Math.Abs(one.Y - other.Y)).Average();

    private static string Code(Values values, AdamWOptions options, int steps) => $$"""
        using Eden;

        float[] weight = [1], gradient = [0];
        Parameter<float> parameter = Parameter<float>.Wrap("w", weight, gradient);
        using AdamW<float> optimizer = new([parameter], new AdamWOptions
        {
            LearningRate = {{Number(options.LearningRate)}}, WeightDecay = {{Number(options.WeightDecay)}},
            Beta1 = {{Number(options.Beta1)}}, Beta2 = {{Number(options.Beta2)}}, Epsilon = {{Number(options.Epsilon)}},
        });
        optimizer.Groups[0].Schedule = {{ScheduleChoice.Code(values, steps)}};
        for (int step = 0; step < {{steps}}; step++)
        {
            gradient[0] = 1;  // yours
            optimizer.Step();
        }

        // Adam + L2: Adam<float> with new AdamOptions { L2Penalty = {{Number(options.WeightDecay)}} }
        """;

    private static string Number(double value) => NumberSetting.Format(value);
}
