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
            Statement = Phrase.Of("CostClaim.Statement"),
            Documented = ClaimVerdict.HoldsOnlyIf,
            Condition = Phrase.Of("CostClaim.Condition"),
            Finding = Phrase.Of("CostClaim.Finding", saved, savedBytes),
            Checks =
            [
                new ClaimCheck
                {
                    Quantity = Phrase.Of("CostClaim.saved-against-loss"),
                    Value = saved,
                    AtLeast = 1,
                    IsOfCondition = true,
                    IsExpected = true,
                },
                new ClaimCheck
                {
                    Quantity = Phrase.Of("CostClaim.allocated"),
                    Value = times.PenaltyBytes,
                    AtLeast = StepCost.L2InLoss.Temporaries * sizeof(float),
                    IsOfCondition = true,
                    IsExpected = true,
                },
                new ClaimCheck
                {
                    Quantity = Phrase.Of("CostClaim.saved-against-optimizer"),
                    Value = StepCost.L2InOptimizer.Operations - StepCost.AdamW.Operations,
                    AtLeast = 1,
                    IsExpected = false,
                },
            ],
            Tables =
            [
                new DataTable(
                    Phrase.Of("CostClaim.Counted"),
                    [Phrase.Of("CostClaim.a-step"), Phrase.Of("operations"), Phrase.Of("bytes moved"), Phrase.Of("bytes allocated")],
                    [.. StepCost.All.Select(cost => new DataRow(cost.Name, [Whole(cost.Operations), Whole(cost.Bytes), Whole(cost.Temporaries * sizeof(float))]))]),
                new DataTable(
                    Phrase.Of("CostClaim.Measured", times.Parameters),
                    [Phrase.Of("CostClaim.a-step"), Phrase.Same("µs"), Phrase.Of("% of the model's forward and backward")],
                    [
                        Time(StepCost.AdamW.Name, times.AdamW),
                        Time(StepCost.L2InOptimizer.Name, times.L2InOptimizer),
                        Time(StepCost.L2InLoss.Name, times.L2InLoss),
                        Time(Phrase.Of("forward and backward, batch {0}", StepTimes.Batch), times.Model),
                    ]),
            ],
            Command = context.Command,
        };
    }

    private static string Whole(int value) => Figures.Fixed(value, 0);
}
