using System.Globalization;
using Eden.Lab.Charts;
using Eden.Lab.Comparison;
using Eden.Lab.Recordings;

namespace Eden.Lab.Report;

/// <summary>Draws the result of <see cref="ArticleExperiment"/>.</summary>
internal static class ComparisonSection
{
    /// <summary>Of a model with more weights the first ones are drawn.</summary>
    private const int MostWeights = 4;

    private static readonly Phrase Epoch = new("epoch", "轮次");

    public static void Write(PageWriter page, ComparisonResult result)
    {
        ComparisonConfig config = result.Config;
        page.Facts(
            (page.In("model", "模型"), string.Create(CultureInfo.InvariantCulture, $"{page.In("linear", "线性层")} {config.InFeatures} → 1, loss = (Σ outputs)², {config.ElementType.Name()}")),
            (page.In("options", "选项"), string.Create(CultureInfo.InvariantCulture, $"lr {config.LearningRate}, weight decay {config.WeightDecay}, betas {config.Beta1}, {config.Beta2}, eps {PageWriter.Number(config.Epsilon)}")),
            (page.In("epochs", "轮次"), page.In($"{PageWriter.Whole(config.Epochs)}, each one step on {PageWriter.Whole(config.Batch)} rows", $"{PageWriter.Whole(config.Epochs)}，每轮一步，{PageWriter.Whole(config.Batch)} 行")),
            (page.In("start and inputs", "初值与输入"), result.Origin),
            (page.In("PyTorch", "PyTorch"), result.PyTorch ?? result.PyTorchLeftOut));
        StampFacts.Write(page, result.Stamp);
        WriteVerdicts(page, result);
        page.Draw(
            [
                .. Enumerable.Range(0, Math.Min(result.Initial.Count, MostWeights)).Select(weight => Trajectory(result, weight)),
                Loss(result),
                Distance(result),
                .. Decay(result),
            ]);
        WriteLastEpoch(page, result);
    }

    private static void WriteVerdicts(PageWriter page, ComparisonResult result)
    {
        int failed = result.Verdicts.Count(verdict => !verdict.Holds);
        string outcome = failed == 0
            ? page.In($"All {result.Verdicts.Count} verdicts are as expected.", $"{result.Verdicts.Count} 条结论都与预期一致。")
            : page.In($"{failed} of {result.Verdicts.Count} verdicts fail.", $"{result.Verdicts.Count} 条结论中有 {failed} 条不符。");
        page.Html($"<p class=\"verdict {(failed == 0 ? "good" : "bad")}\">{outcome}</p>");
        page.Table(
            page.In("Verdicts: each step judged from equal weights and an equal gradient", "结论：每一步都从相同的权重和梯度出发来判断"),
            [page.In("pair", "比较"), page.In("found", "结果"), page.In("share of the rounding allowed", "占容许舍入的比例"), page.In("free runs apart by", "各自运行的距离"), page.In("meaning", "含义")],
            result.Verdicts.Select(verdict => (IReadOnlyList<Cell>)
            [
                $"{verdict.Model} {(verdict.Found == Outcome.Agree ? "=" : "≠")} {verdict.ComparedWith}",
                verdict switch
                {
                    { Holds: false } => new Cell(page.In("fails", "不符"), "bad"),
                    { Found: Outcome.Agree } => new Cell(page.In("agree", "一致"), "good"),
                    _ => new Cell(page.In("differ", "不同"), "half"),
                },
                PageWriter.Number(verdict.LargestShare),
                PageWriter.Number(verdict.FreeRunDistance),
                new Cell(verdict.Meaning, "text"),
            ]));
    }

    private static void WriteLastEpoch(PageWriter page, ComparisonResult result)
    {
        int weights = Math.Min(result.Initial.Count, MostWeights);
        page.Table(
            page.In($"After the last epoch, {result.Inputs.Count}", $"最后一轮（第 {result.Inputs.Count} 轮）之后"),
            [page.In("model", "模型"), page.In("loss before it", "该轮之前的损失"), .. Enumerable.Range(0, weights).Select(weight => page.In($"weight {weight}", $"权重 {weight}"))],
            result.Models.Select(model => (IReadOnlyList<Cell>)
            [
                model.Name,
                PageWriter.Number(model.Steps[^1].Loss),
                .. model.Steps[^1].Weight.Take(weights).Select(weight => (Cell)PageWriter.Number(weight)),
            ]));
    }

    private static LinePlot Trajectory(ComparisonResult result, int weight) => new(new Chart
    {
        Title = new($"Weight {weight}", $"权重 {weight}"),
        X = Epoch,
        Y = new("weight after the epoch", "该轮之后的权重"),
        Description = new("Each model on its own weights, from one start. Models that agree lie on each other.", "各模型从同一初值出发，沿自己的权重运行；一致的模型相互重合。"),
        Series = [.. result.Models.Select(model => new ChartSeries(Phrase.Same(model.Name), Count(0, result.Inputs.Count), [result.Initial[weight], .. model.Steps.Select(step => step.Weight[weight])]))],
    });

    private static LinePlot Loss(ComparisonResult result) => new(new Chart
    {
        Title = new("Loss", "损失"),
        X = Epoch,
        Y = new("loss before the step", "该步之前的损失"),
        Description = new("The loss of each epoch's input. A model with L2 in the loss includes the penalty.", "每轮输入的损失；在损失里加 L2 的模型包含惩罚项。"),
        LogY = result.Models.All(model => model.Steps.All(step => !(step.Loss <= 0))),
        Series = [.. result.Models.Select(model => new ChartSeries(Phrase.Same(model.Name), Count(1, result.Inputs.Count), [.. model.Steps.Select(step => step.Loss)]))],
    });

    private static LinePlot Distance(ComparisonResult result) => new(new Chart
    {
        Title = new("Distance between optimizers", "优化器之间的距离"),
        X = Epoch,
        Y = new("distance of the weights", "权重的距离"),
        Description = new("Runs on their own weights. What agrees stays at the level of rounding; AdamW and Adam + L2 part at once. Equal to the last bit is a gap.", "各自沿自己的权重运行。一致的两者保持在舍入水平；AdamW 与 Adam + L2 立刻分开。逐位相等处为空缺。"),
        LogY = true,
        Series = [.. result.Verdicts.Select(verdict => new ChartSeries(Phrase.Same($"{verdict.Model} – {verdict.ComparedWith}"), Count(1, result.Inputs.Count), [.. verdict.FreeRunDistances.Select(distance => distance > 0 ? distance : double.NaN)]))],
    });

    private static IEnumerable<IPlot> Decay(ComparisonResult result)
    {
        if (result.AppliedDecays.Count > 0)
        {
            int weights = Math.Min(result.Initial.Count, MostWeights);
            yield return new LinePlot(new Chart
            {
                Title = new("Decay applied to each weight", "各权重实际受到的衰减"),
                X = Epoch,
                Y = new("taken from the weight so far", "至此从权重中减去的量"),
                Description = new("How much more plain Adam leaves when fed with the same gradients. AdamW takes lr·λ·w in every step; what L2 takes depends on the gradient.", "喂以同样的梯度时，普通 Adam 多保留的量。AdamW 每步减去 lr·λ·w；L2 减去多少取决于梯度。"),
                Series =
                [
                    .. from decay in result.AppliedDecays
                       from weight in Enumerable.Range(0, weights)
                       select new ChartSeries(
                           new Phrase($"{decay.Model}, weight {weight}", $"{decay.Model}，权重 {weight}"),
                           Count(1, result.Inputs.Count),
                           [.. decay.Amounts.Select(amounts => amounts[weight])]),
                ],
            });
        }
    }

    private static double[] Count(int from, int to) => [.. Enumerable.Range(from, to - from + 1).Select(number => (double)number)];
}
