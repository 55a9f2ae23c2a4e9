using Eden.Lab.Charts;
using Eden.Lab.Comparison;
using Eden.Lab.Data;
using Eden.Lab.Statistics;

namespace Eden.Lab.Claims;

/// <summary>"AdamW has the effect of Adam + L2."</summary>
internal sealed class EffectOfL2Claim : IClaim
{
    /// <summary>λ = 0.01 and 0.1 of <see cref="TrainingEvidence.Lambdas"/>.</summary>
    private const int NormLambda = 1;
    private const int AccuracyLambda = 2;

    public ClaimResult Test(ClaimContext context)
    {
        ComparisonResult run = context.Single;
        double apart = ClaimContext.Find(run, ModelNames.EdenAdamW, ModelNames.AdamWithL2).FreeRunDistance;
        double rounding = ClaimContext.Find(run, ModelNames.EdenAdamW, ModelNames.PaperAdamW).FreeRunDistance;
        FirstStep first = run.FirstStep;
        GradientSizes sizes = GradientSizes.Run(context.NewRandom(), context.Cancellation);
        TrainingEvidence digits = TrainingEvidence.Run(TrainingPlan.Digits, DataSets.Load<float>(TrainingPlan.Digits.Data), context.Config.Seeds, context.Cancellation);
        TrainingEvidence[] trainings = context.OfUser is (TrainingPlan plan, ClassificationData<float> data) ? [digits, TrainingEvidence.Run(plan, data, context.Config.Seeds, context.Cancellation)] : [digits];
        MeanInterval norm = digits.MeanDifference(NormLambda, TrainingPictures.Norm);
        MeanInterval accuracy = digits.MeanDifference(AccuracyLambda, TrainingPictures.Accuracy);
        MeanInterval bestL2 = Best(digits, decoupled: false);
        MeanInterval bestDecay = Best(digits, decoupled: true);
        double evenness = sizes.AdamWithL2[^1] / sizes.AdamWithL2[0];
        double largest = GradientSizes.Sizes[^1];
        double smallest = GradientSizes.Sizes[0];
        return new ClaimResult
        {
            Number = context.Number,
            Statement = new("AdamW has the same effect as Adam + L2.", "AdamW 与 Adam + L2 效果相同。"),
            Documented = ClaimVerdict.False,
            Finding = Phrase.Of(
                $"L2 passes through the moments and is divided by the gradient's size: a weight whose gradient is {largest / smallest:0} times larger is decayed {1 / evenness:0} times less, while AdamW decays all weights alike (Proposition 2 of Loshchilov and Hutter: no λ′ makes the two equal). In the first step Adam moves by lr·sign(g), so L2 changes {first.L2FromAdam:0.0e+0} of a weight where AdamW changes {first.AdamWFromAdam:0.0e+0}. After {run.Inputs.Count} epochs of the article's experiment they are {apart:0.0e+0} apart, where rounding explains {rounding:0.0e+0}. Trained on digits with λ = {TrainingEvidence.Lambdas[NormLambda]}, AdamW's weights have a norm larger by {norm.Mean:0.00} ± {norm.HalfWidth:0.00}; with λ = {TrainingEvidence.Lambdas[AccuracyLambda]} it has {100 * accuracy.Mean:0.0} ± {100 * accuracy.HalfWidth:0.0} % more digits right. At the best λ of each they have {100 * bestL2.Mean:0.0} ± {100 * bestL2.HalfWidth:0.0} and {100 * bestDecay.Mean:0.0} ± {100 * bestDecay.HalfWidth:0.0} % right: on so small a set what differs is what a λ does.",
                $"L2 要经过矩估计，被梯度的大小所除：梯度大 {largest / smallest:0} 倍的权重，衰减弱 {1 / evenness:0} 倍；AdamW 则对所有权重一视同仁（Loshchilov 与 Hutter 的命题 2：没有哪个 λ′ 能使二者相等）。第一步 Adam 走 lr·sign(g)，L2 只使权重改变 {first.L2FromAdam:0.0e+0}，AdamW 则改变 {first.AdamWFromAdam:0.0e+0}。文章的实验 {run.Inputs.Count} 轮之后二者相距 {apart:0.0e+0}，而舍入只能解释 {rounding:0.0e+0}。在手写数字上训练：λ = {TrainingEvidence.Lambdas[NormLambda]} 时，AdamW 的权重范数大 {norm.Mean:0.00} ± {norm.HalfWidth:0.00}；λ = {TrainingEvidence.Lambdas[AccuracyLambda]} 时，正确率高 {100 * accuracy.Mean:0.0} ± {100 * accuracy.HalfWidth:0.0} %。各取最佳 λ 时，正确率为 {100 * bestL2.Mean:0.0} ± {100 * bestL2.HalfWidth:0.0} 与 {100 * bestDecay.Mean:0.0} ± {100 * bestDecay.HalfWidth:0.0} %：在这么小的数据集上，不同的是同一个 λ 的作用。"),
            Checks =
            [
                new ClaimCheck
                {
                    Quantity = new("distance after the article's experiment, as a multiple of what rounding explains", "文章实验结束时的距离，与舍入所能解释的距离之比"),
                    Value = apart / rounding,
                    AtMost = 10,
                    IsExpected = false,
                },
                new ClaimCheck
                {
                    Quantity = new("first step: what L2 changes, as a share of what AdamW's decay changes", "第一步：L2 造成的改变，占 AdamW 衰减所造成改变的比例"),
                    Value = first.L2FromAdam / first.AdamWFromAdam,
                    AtLeast = 0.5,
                    IsExpected = false,
                },
                new ClaimCheck
                {
                    Quantity = Phrase.Of($"Adam + L2: decay at gradients of size {largest}, as a share of that at size {smallest}", $"Adam + L2：梯度大小为 {largest} 时的衰减，占大小为 {smallest} 时的比例"),
                    Value = evenness,
                    AtLeast = 0.5,
                    IsExpected = false,
                },
                new ClaimCheck
                {
                    Quantity = new("AdamW: the same share", "AdamW：同一比例"),
                    Value = sizes.AdamW[^1] / sizes.AdamW[0],
                    AtLeast = 0.5,
                    IsExpected = true,
                },
                Difference(
                    Phrase.Of($"digits, λ {TrainingEvidence.Lambdas[NormLambda]}: difference of the weights' norms, as a multiple of half its 95 % interval", $"手写数字，λ {TrainingEvidence.Lambdas[NormLambda]}：权重范数之差，与其 95 % 置信区间半宽之比"),
                    norm),
                Difference(
                    Phrase.Of($"digits, λ {TrainingEvidence.Lambdas[AccuracyLambda]}: difference of the test accuracies, the same", $"手写数字，λ {TrainingEvidence.Lambdas[AccuracyLambda]}：测试正确率之差，同上"),
                    accuracy),
            ],
            Tables = [DecayTable(sizes), FirstStepTable(first), .. trainings.Select(TrainingPictures.Table)],
            Charts = [DecayChart(sizes), Distance(run), .. trainings.SelectMany(TrainingPictures.Charts)],
            Command = context.Command,
        };
    }

    private static MeanInterval Best(TrainingEvidence evidence, bool decoupled) =>
        Enumerable.Range(0, TrainingEvidence.Lambdas.Count).Select(lambda => evidence.MeanOf(decoupled, lambda, TrainingPictures.Accuracy)).MaxBy(mean => mean.Mean)!;

    /// <summary>An interval that does not hold 0 says that the two differ.</summary>
    private static ClaimCheck Difference(Phrase quantity, MeanInterval difference) => new()
    {
        Quantity = quantity,
        Value = Math.Abs(difference.Mean) / difference.HalfWidth,
        AtMost = 1,
        IsExpected = false,
    };

    private static DataTable DecayTable(GradientSizes sizes) => new(
        Phrase.Of($"Decay per weight and step, as a multiple of lr·λ·w ({GradientSizes.Setting.English})", $"每步每个权重的衰减，以 lr·λ·w 为单位（{GradientSizes.Setting.Chinese}）"),
        [new("gradient size", "梯度大小"), Phrase.Same("AdamW"), Phrase.Same("Adam + L2")],
        [.. GradientSizes.Sizes.Select((size, i) => new DataRow(Phrase.Same(Figures.Of(size)), [Figures.Of(sizes.AdamW[i]), Figures.Of(sizes.AdamWithL2[i])]))]);

    private static DataTable FirstStepTable(FirstStep first) => new(
        new("The first step of the article's experiment: the largest change of a weight", "文章实验的第一步：权重的最大改变"),
        [new("what", "量"), new("change", "改变")],
        [
            new DataRow(new("Adam's step", "Adam 的一步"), [Figures.Of(first.AdamMoves)]),
            new DataRow(new("Adam + L2, beyond Adam", "Adam + L2 相对 Adam"), [Figures.Of(first.L2FromAdam)]),
            new DataRow(new("AdamW, beyond Adam", "AdamW 相对 Adam"), [Figures.Of(first.AdamWFromAdam)]),
        ]);

    private static Chart DecayChart(GradientSizes sizes) => new()
    {
        Title = new("Decay that a weight feels, against the size of its gradient", "权重实际受到的衰减与其梯度大小"),
        X = new("standard deviation of the gradient", "梯度的标准差"),
        Y = new("decay, in units of lr·λ·w", "衰减（以 lr·λ·w 为单位）"),
        Description = new("AdamW's line is level at 1. That of Adam + L2 falls in proportion to the gradient.", "AdamW 的曲线水平于 1；Adam + L2 的曲线与梯度成反比下降。"),
        LogX = true,
        LogY = true,
        Series =
        [
            new ChartSeries(Phrase.Same("AdamW"), GradientSizes.Sizes, sizes.AdamW),
            new ChartSeries(Phrase.Same("Adam + L2"), GradientSizes.Sizes, sizes.AdamWithL2),
        ],
    };

    private static Chart Distance(ComparisonResult run)
    {
        double[] epochs = [.. Enumerable.Range(1, run.Inputs.Count).Select(epoch => (double)epoch)];
        ChartSeries Between(Phrase name, string left, string right) => new(
            name,
            epochs,
            Distances.AfterEach(StepsOf(left), StepsOf(right)));
        IReadOnlyList<Recordings.ExperimentStep> StepsOf(string name) => run.Models.First(model => model.Name == name).Steps;
        return new Chart
        {
            Title = new("Distance between optimizers in the article's experiment", "文章的实验中优化器之间的距离"),
            X = new("epoch", "轮次"),
            Y = new("distance of the weights", "权重的距离"),
            Description = new("AdamW and Adam + L2 part at once; what must agree stays at the level of rounding, four orders of magnitude below.", "AdamW 与 Adam + L2 立刻分开；应当一致的两者保持在舍入水平，低四个数量级。"),
            LogY = true,
            Series =
            [
                Between(new("AdamW and Adam + L2", "AdamW 与 Adam + L2"), ModelNames.EdenAdamW, ModelNames.AdamWithL2),
                Between(new("AdamW of Eden and of the paper", "Eden 与论文的 AdamW"), ModelNames.EdenAdamW, ModelNames.PaperAdamW),
                Between(new("L2 in the loss and in the optimizer", "L2 在损失里与在优化器里"), ModelNames.AdamWithL2, ModelNames.AdamWithL2InLoss),
            ],
        };
    }
}
