using Eden.Lab.Charts;
using Eden.Lab.Comparison;

namespace Eden.Lab.Claims;

/// <summary>"The λ of AdamW is weight_decay · lr."</summary>
internal sealed class ConventionClaim : IClaim
{
    private const double WeightDecay = 0.01;
    private const double LearningRate = 0.1;
    private const double LowerRate = 0.01;
    private const int Steps = 1000;

    private delegate double Multiplier(int step);

    public ClaimResult Test(ClaimContext context)
    {
        double[] pyTorch = [Decay(DecayScaling.LearningRate, LearningRate, Constant), Decay(DecayScaling.LearningRate, LowerRate, Constant)];
        double[] paper = [Decay(DecayScaling.ScheduleOnly, LearningRate, Constant), Decay(DecayScaling.ScheduleOnly, LowerRate, Constant)];
        double[] pyTorchCosine = [Decay(DecayScaling.LearningRate, LearningRate, Cosine), Decay(DecayScaling.LearningRate, LowerRate, Cosine)];
        double[] paperCosine = [Decay(DecayScaling.ScheduleOnly, LearningRate, Cosine), Decay(DecayScaling.ScheduleOnly, LowerRate, Cosine)];
        PairVerdict recorded = ClaimContext.Find(context.Single, ModelNames.EdenAdamW, ModelNames.PyTorchAdamW);
        PairVerdict algorithm = ClaimContext.Find(context.Single, ModelNames.EdenAdamW, ModelNames.PaperAdamW);
        DataRow Row(FormattableString english, FormattableString chinese, double one, double other) => new(Phrase.Of(english, chinese), [Figures.Of(one), Figures.Of(other)]);
        return new ClaimResult
        {
            Number = context.Number,
            Statement = new("The λ of AdamW is weight_decay · lr.", "AdamW 的 λ 就是 weight_decay · lr。"),
            Documented = ClaimVerdict.HoldsOnlyIf,
            Condition = new("PyTorch's convention is meant; in the paper's Algorithm 2 λ does not depend on the learning rate", "指的是 PyTorch 的约定；在论文的算法 2 中 λ 与学习率无关"),
            Finding = Phrase.Of(
                $"PyTorch decays by lr·weight_decay, so a learning rate {LearningRate / LowerRate:0} times smaller decays {pyTorch[0] / pyTorch[1]:0.0} times less; in Algorithm 2 of the paper the decay stays ({paper[0] / paper[1]:0.0}). A schedule multiplies the decay in both. Whoever tunes the learning rate in PyTorch tunes the decay with it; Eden has both (DecayScaling).",
                $"PyTorch 每步衰减 lr·weight_decay，所以学习率小 {LearningRate / LowerRate:0} 倍，衰减就弱 {pyTorch[0] / pyTorch[1]:0.0} 倍；论文的算法 2 中衰减不变（{paper[0] / paper[1]:0.0}）。学习率计划在两者中都会乘到衰减上。在 PyTorch 里调学习率，同时也在调衰减；Eden 两种约定都有（DecayScaling）。"),
            Checks =
            [
                Condition(AdamPlusDecayClaim.Share(new("PyTorch, recorded, against Eden with lr·weight_decay, as a share of the rounding allowed", "PyTorch 的录制与 Eden（lr·weight_decay）之差，占容许舍入误差的比例"), recorded.LargestShare)),
                Condition(AdamPlusDecayClaim.Share(new("Eden against Algorithm 2 with λ = lr·weight_decay", "Eden 与取 λ = lr·weight_decay 的算法 2 之差"), algorithm.LargestShare)),
                Condition(Follows(new($"PyTorch's convention: how many times less a tenth of the learning rate decays", "PyTorch 的约定：学习率取十分之一时，衰减弱几倍"), pyTorch, isExpected: true)),
                Follows(new("the paper's: the same", "论文的约定：同上"), paper, isExpected: false),
            ],
            Tables =
            [
                new DataTable(
                    Phrase.Of($"−ln(weight/start) after {Steps} steps without a gradient; λ = {LearningRate}·{WeightDecay} for the paper", $"没有梯度时 {Steps} 步之后的 −ln(权重/初值)；论文的 λ = {LearningRate}·{WeightDecay}"),
                    [new("run", "运行"), Phrase.Same("PyTorch"), new("paper", "论文")],
                    [
                        Row($"lr {LearningRate}", $"lr {LearningRate}", pyTorch[0], paper[0]),
                        Row($"lr {LowerRate}", $"lr {LowerRate}", pyTorch[1], paper[1]),
                        Row($"lr {LearningRate}, cosine to 0", $"lr {LearningRate}，余弦降到 0", pyTorchCosine[0], paperCosine[0]),
                        Row($"lr {LowerRate}, cosine to 0", $"lr {LowerRate}，余弦降到 0", pyTorchCosine[1], paperCosine[1]),
                    ]),
            ],
            Charts = [Remaining()],
            Command = context.Command,
        };
    }

    private static ClaimCheck Condition(ClaimCheck check) => check with { IsOfCondition = true };

    private static ClaimCheck Follows(Phrase quantity, double[] decays, bool isExpected) =>
        new() { Quantity = quantity, Value = decays[0] / decays[1], AtLeast = 5, IsExpected = isExpected };

    private static double Constant(int step) => 1;

    private static double Cosine(int step) => 0.5 * (1 + Math.Cos(Math.PI * (step - 1) / Steps));

    /// <summary>How much a weight without gradient decays: −ln of what is left of it.</summary>
    private static double Decay(DecayScaling scaling, double learningRate, Multiplier multiplier) =>
        -Math.Log(Run(scaling, learningRate, multiplier)[^1]);

    private static double[] Run(DecayScaling scaling, double learningRate, Multiplier multiplier)
    {
        AdamWOptions options = new()
        {
            LearningRate = learningRate,
            DecayScaling = scaling,
            WeightDecay = scaling == DecayScaling.LearningRate ? WeightDecay : LearningRate * WeightDecay,
        };
        double[] weight = [1];
        double[] gradient = [0];
        double[] m = [0];
        double[] v = [0];
        double[] weights = new double[Steps + 1];
        weights[0] = weight[0];
        for (int step = 1; step <= Steps; step++)
        {
            Fused.AdamW(weight, gradient, m, v, step, options, scheduleMultiplier: multiplier(step));
            weights[step] = weight[0];
        }

        return weights;
    }

    private static Chart Remaining()
    {
        int[] steps = [.. Enumerable.Range(0, 101).Select(i => i * (Steps / 100))];
        ChartSeries Line(FormattableString english, FormattableString chinese, DecayScaling scaling, double rate, Multiplier multiplier)
        {
            double[] weights = Run(scaling, rate, multiplier);
            return new ChartSeries(Phrase.Of(english, chinese), [.. steps.Select(step => (double)step)], [.. steps.Select(step => weights[step])]);
        }

        return new Chart
        {
            Title = new("What decay leaves of a weight without a gradient", "没有梯度时，衰减之后剩下的权重"),
            X = new("step", "步"),
            Y = new("weight", "权重"),
            Description = new("At the lower learning rate PyTorch's convention hardly decays, and the paper's decays as before.", "学习率较低时，PyTorch 的约定几乎不衰减，论文的约定照旧衰减。"),
            Series =
            [
                Line($"PyTorch, lr {LearningRate}", $"PyTorch，lr {LearningRate}", DecayScaling.LearningRate, LearningRate, Constant),
                Line($"PyTorch, lr {LowerRate}", $"PyTorch，lr {LowerRate}", DecayScaling.LearningRate, LowerRate, Constant),
                Line($"paper, lr {LowerRate}", $"论文，lr {LowerRate}", DecayScaling.ScheduleOnly, LowerRate, Constant),
                Line($"PyTorch, lr {LearningRate}, cosine", $"PyTorch，lr {LearningRate}，余弦", DecayScaling.LearningRate, LearningRate, Cosine),
                Line($"paper, lr {LowerRate}, cosine", $"论文，lr {LowerRate}，余弦", DecayScaling.ScheduleOnly, LowerRate, Cosine),
            ],
        };
    }
}
