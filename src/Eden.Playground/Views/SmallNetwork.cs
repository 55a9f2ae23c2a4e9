using Eden.Playground.Pages;

namespace Eden.Playground.Views;

/// <summary>The same network twice, from the same start on the same batches, under Adam + L2 and AdamW.</summary>
internal sealed class SmallNetwork : IView
{
    private const int StepsPerPicture = 20;
    private const int FieldSize = 40;
    private const int Bins = 31;
    private const int PointCount = 160;
    private const double Edge = 1.5;

    private static readonly ChoiceSetting Shape = new(
        "points",
        new("Points", "点集"),
        ("rings", new("a disk in a ring", "圆盘与圆环")),
        ("moons", new("two moons", "两个月牙")),
        ("squares", new("four squares", "四个方块")));

    private static readonly NumberSetting Scatter = new("scatter", new("Scatter of the points", "点的散布"), [0, 0.05, 0.1, 0.15, 0.2, 0.3], 0.2);
    private static readonly NumberSetting LearningRate = new("lr", new("Learning rate", "学习率"), NumberSetting.OneTwoFive(1e-4, 0.1), 0.01);
    private static readonly NumberSetting Decay = new("wd", new("Decay λ, the same for both", "权重衰减 λ（两者相同）"), [0, .. NumberSetting.OneTwoFive(1e-4, 10)], 0.1);
    private static readonly NumberSetting Steps = new("steps", new("Steps", "步数"), [200, 500, 1000, 2000, 5000], 1000) { IsWhole = true };

    public string Name => "network";

    public Words Title => new("A small network", "小型网络");

    public Words Lesson => new(
        "At the same λ, Adam + L2 flattens the boundary and piles weights up at 0 long before AdamW does: the same number does not mean the same decay.",
        "在相同的 λ 下，Adam + L2 远早于 AdamW 把边界抹平、把权重压到 0：同一个数并不代表同样的衰减。");

    public (Words Text, string Address) Source => (
        new("Zhang et al., Three Mechanisms of Weight Decay Regularization; the networks are Eden.Autograd's", "Zhang 等《Three Mechanisms of Weight Decay Regularization》；网络由 Eden.Autograd 实现"),
        "https://arxiv.org/abs/1810.12281");

    public IReadOnlyList<Setting> Settings { get; } = [Shape, Scatter, LearningRate, Decay, Steps];

    public IEnumerable<Picture> Run(Values values)
    {
        PointSet training = PointSet.Make(values.Text(Shape.Name), PointCount, values.Number(Scatter.Name), seed: 1);
        PointSet test = PointSet.Make(values.Text(Shape.Name), PointCount, values.Number(Scatter.Name), seed: 2);
        double rate = values.Number(LearningRate.Name), decay = values.Number(Decay.Name);
        int steps = values.Whole(Steps.Name);
        using SmallModel penalized = new(new AdamOptions { LearningRate = rate, L2Penalty = decay }, training);
        using SmallModel decayed = new(new AdamWOptions { LearningRate = rate, WeightDecay = decay }, training);
        Course[] courses = [new("Adam + L2", 1, penalized, []), new("AdamW", 2, decayed, [])];
        string code = Code(rate, decay, steps);
        for (int step = 0; step <= steps; step++)
        {
            if (step % StepsPerPicture == 0)
            {
                foreach (Course course in courses)
                {
                    course.Losses.Add((step, course.Model.Evaluate(test).Loss));
                }

                yield return Draw(courses, step, steps, training, test, code);
            }

            penalized.Step();
            decayed.Step();
        }
    }

    private static Picture Draw(Course[] courses, int step, int steps, PointSet training, PointSet test, string code)
    {
        double[] accuracies = [.. courses.Select(course => course.Model.Evaluate(test).Accuracy)];
        string english = string.Join(", ", courses.Zip(accuracies, (course, accuracy) => $"{course.Name} {Percent(accuracy)}"));
        string chinese = string.Join("，", courses.Zip(accuracies, (course, accuracy) => $"{course.Name} {Percent(accuracy)}"));
        return new(
            new($"Step {step} of {steps}. Right on points not trained on: {english}.", $"第 {step} 步，共 {steps} 步。未参与训练的点的正确率：{chinese}。"),
            [.. courses.Select(course => Boundary(course, training)), Histogram(courses), Loss(courses, steps)],
            [Numbers(courses, training, test)],
            code)
        {
            GoesOn = step + StepsPerPicture <= steps,
        };
    }

    private static Chart Boundary(Course course, PointSet training)
    {
        Axis axis = new("", -Edge, Edge);
        float[] grid = new float[2 * FieldSize * FieldSize];
        for (int i = 0; i < FieldSize * FieldSize; i++)
        {
            grid[2 * i] = Center(i % FieldSize);
            grid[(2 * i) + 1] = Center(i / FieldSize);
        }

        (double loss, double accuracy) = course.Model.Evaluate(training);
        return new(
            new($"{course.Name}: what the network answers", $"{course.Name}：网络的判断"),
            new($"It answers {Percent(accuracy)} of its training points rightly, at a loss of {Axis.Text(loss)}.", $"训练点正确率 {Percent(accuracy)}，损失 {Axis.Text(loss)}。"),
            axis with { Label = "x" },
            axis,
            [])
        {
            IsPlane = true,
            Field = new(FieldSize, FieldSize, [.. course.Model.OutputsAt(grid).Select(output => Math.Clamp((output + 1) / 2.0, 0, 1))]),
            Samples = [.. training.IsSecond.Select((isSecond, i) => new Sample(training.Points[2 * i], training.Points[(2 * i) + 1], isSecond))],
        };

        static float Center(int place) => (float)(Edge * (((2 * place) + 1.0) / FieldSize - 1));
    }

    private static Chart Histogram(Course[] courses)
    {
        double edge = Math.Max(1, courses.Max(course => course.Model.Weights.Max(Math.Abs)));
        Line[] lines =
        [
            .. courses.Select(course =>
            {
                float[] weights = course.Model.Weights;
                int[] counts = new int[Bins];
                foreach (float weight in weights)
                {
                    counts[Math.Clamp((int)((weight + edge) / (2 * edge) * Bins), 0, Bins - 1)]++;
                }

                return new Line(course.Name, course.Style, [.. counts.SelectMany((count, bin) => ((double, double)[])[(BinEdge(bin), Share(count)), (BinEdge(bin + 1), Share(count))])]);

                double Share(int count) => 100.0 * count / weights.Length;
            }),
        ];
        string sizes = string.Join(", ", courses.Select(course => $"{course.Name} {Axis.Text(Size(course))}"));
        return new(
            new("Weights: how many have which value, %", "权重分布（%）"),
            new($"Root mean square of the weights: {sizes}.", $"权重的均方根：{sizes}。"),
            new(new("weight", "权重"), -edge, edge),
            Axis.Over("", [0, .. lines.SelectMany(line => line.Points).Select(point => point.Y)]),
            lines);

        double BinEdge(int bin) => edge * ((2.0 * bin / Bins) - 1);
    }

    private static Chart Loss(Course[] courses, int steps)
    {
        Line[] lines = [.. courses.Select(course => new Line(course.Name, course.Style, course.Losses))];
        string ends = string.Join(", ", courses.Select(course => $"{course.Name} {Axis.Text(course.Losses[^1].Loss)}"));
        return new(
            new("Loss on points not trained on", "未参与训练的点上的损失"),
            new($"Now: {ends}.", $"当前：{ends}。"),
            new(new("step", "步"), 0, steps),
            Axis.Over("", lines.SelectMany(line => line.Points).Select(point => point.Y), isLogarithmic: true),
            lines);
    }

    private static Table Numbers(Course[] courses, PointSet training, PointSet test) => new(
        new("Adam + L2 beside AdamW at the same λ", "相同 λ 下的 Adam + L2 与 AdamW"),
        ["", new("training loss", "训练损失"), new("test loss", "测试损失"), new("right, training", "训练正确率"), new("right, test", "测试正确率"), new("root mean square of the weights", "权重均方根"), new("weights below 0.001", "小于 0.001 的权重")],
        [
            .. courses.Select(course =>
            {
                (double trainingLoss, double trainingAccuracy) = course.Model.Evaluate(training);
                (double testLoss, double testAccuracy) = course.Model.Evaluate(test);
                float[] weights = course.Model.Weights;
                return (Words[])[course.Name, Axis.Text(trainingLoss), Axis.Text(testLoss), Percent(trainingAccuracy), Percent(testAccuracy), Axis.Text(Size(course)), Percent(weights.Count(weight => Math.Abs(weight) < 1e-3) / (double)weights.Length)];
            }),
        ]);

    private static double Size(Course course)
    {
        float[] weights = course.Model.Weights;
        return Math.Sqrt(weights.Sum(weight => weight * (double)weight) / weights.Length);
    }

    private static string Percent(double share) => $"{Axis.Text(100 * share)} %";

    private static string Code(double rate, double decay, int steps) => $$"""
        using Eden;
        using Eden.Autograd;

        Xoshiro256 random = new(3);
        Sequential<float> model = new(
            new Linear<float>("1", 2, 16, random), new Relu<float>(),
            new Linear<float>("2", 16, 16, random), new Relu<float>(),
            new Linear<float>("3", 16, 1, random));
        Variable<float> inputs = Variable<float>.Constant(new float[] { 0, 0, 1, 1 }, 2, 2), targets = Variable<float>.Constant(new float[] { -1, 1 }, 2, 1);
        using AdamW<float> optimizer = new(model.Parameters, new AdamWOptions { LearningRate = {{NumberSetting.Format(rate)}}, WeightDecay = {{NumberSetting.Format(decay)}} });
        for (int step = 0; step < {{steps}}; step++)
        {
            optimizer.ZeroGradients();
            (model.Forward(inputs) - targets).Square().Mean().Backward();
            optimizer.Step();
        }
        """;

    /// <summary>A model and how it went.</summary>
    private sealed record Course(string Name, int Style, SmallModel Model, List<(double Step, double Loss)> Losses);
}
