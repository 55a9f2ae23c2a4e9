using Eden.Lab.Charts;

namespace Eden.Lab.Claims;

/// <summary>"AdamW computes less than L2 in the loss."</summary>
internal sealed class CostClaim : IClaim
{
    public ClaimResult Test(ClaimContext context)
    {
        StepTimes times = StepTimes.Measure(context.NewRandom(), context.Cancellation);
        int saved = StepCost.L2InLoss.Operations - StepCost.AdamW.Operations;
        int savedBytes = StepCost.L2InLoss.Bytes - StepCost.AdamW.Bytes;
        DataRow Time(Phrase name, double seconds) => new(name, [Figures.Fixed(seconds * 1e6, 0), Figures.Fixed(100 * seconds / times.Model, 1)]);
        return new ClaimResult
        {
            Number = context.Number,
            Statement = new("AdamW computes less than Adam with L2, because the penalty need not be computed and differentiated.", "AdamW 比 Adam + L2 计算量小，因为不必计算惩罚项及其导数。"),
            Documented = ClaimVerdict.HoldsOnlyIf,
            Condition = new("the penalty is written into the loss; L2 in the optimizer costs exactly what AdamW costs", "惩罚项写在损失里；L2 放在优化器里时，代价与 AdamW 完全相同"),
            Finding = Phrase.Of(
                $"Per parameter AdamW saves {saved} operations and {savedBytes} bytes of memory traffic against L2 in the loss, and nothing against L2 in the optimizer: either way λw is one multiply-add. Forward and backward of a layer take 6 operations per weight and sample, so the penalty in the loss adds 1/batch to them: it matters for small batches, and for models that are large beside their batch.",
                $"与损失里的 L2 相比，AdamW 每个参数少 {saved} 次运算和 {savedBytes} 字节的内存读写；与优化器里的 L2 相比则没有区别：λw 都只是一次乘加。一层的前向和反向对每个权重、每个样本要 6 次运算，损失里的惩罚项只增加其 1/批量：批量小、或模型相对批量很大时才值得在意。"),
            Checks =
            [
                new ClaimCheck
                {
                    Quantity = new("operations per parameter saved against L2 in the loss", "与损失里的 L2 相比，每个参数省下的运算"),
                    Value = saved,
                    AtLeast = 1,
                    IsOfCondition = true,
                    IsExpected = true,
                },
                new ClaimCheck
                {
                    Quantity = new("bytes per parameter that the penalty in the loss allocates, measured", "损失里的惩罚项为每个参数分配的字节数（实测）"),
                    Value = times.PenaltyBytes,
                    AtLeast = StepCost.L2InLoss.Temporaries * sizeof(float),
                    IsOfCondition = true,
                    IsExpected = true,
                },
                new ClaimCheck
                {
                    Quantity = new("operations per parameter saved against L2 in the optimizer", "与优化器里的 L2 相比，每个参数省下的运算"),
                    Value = StepCost.L2InOptimizer.Operations - StepCost.AdamW.Operations,
                    AtLeast = 1,
                    IsExpected = false,
                },
            ],
            Tables =
            [
                new DataTable(
                    new("Counted per parameter and step, float32; forward and backward of the model come on top", "每个参数每步的计数（float32），不含模型的前向和反向"),
                    [new("step", "步骤"), new("operations", "运算"), new("bytes moved", "读写字节"), new("bytes allocated", "分配字节")],
                    [.. StepCost.All.Select(cost => new DataRow(cost.Name, [Whole(cost.Operations), Whole(cost.Bytes), Whole(cost.Temporaries * sizeof(float))]))]),
                new DataTable(
                    Phrase.Of(
                        $"Measured here, one run, one thread, {times.Parameters:N0} parameters; decides nothing",
                        $"本机实测一次，单线程，{times.Parameters:N0} 个参数；不参与判断"),
                    [new("step", "步骤"), Phrase.Same("µs"), new("% of the model's forward and backward", "占模型前向和反向的 %")],
                    [
                        Time(StepCost.AdamW.Name, times.AdamW),
                        Time(StepCost.L2InOptimizer.Name, times.L2InOptimizer),
                        Time(StepCost.L2InLoss.Name, times.L2InLoss),
                        Time(Phrase.Of($"forward and backward, batch {StepTimes.Batch}", $"前向和反向，批量 {StepTimes.Batch}"), times.Model),
                    ]),
            ],
            Command = context.Command,
        };
    }

    private static string Whole(int value) => Figures.Fixed(value, 0);
}
