using System.Globalization;
using Eden.Lab.Charts;
using Eden.Reference;

namespace Eden.Lab.Claims;

/// <summary>"The hand-written optimizer of the article is Adam."</summary>
internal sealed class SharedMomentsClaim : IClaim
{
    private const int Length = 3;
    private const int Steps = 50;
    private const double LearningRate = 0.1;
    private const double WeightDecay = 0.01;

    /// <summary>The second parameter's gradients are larger, as those of another layer may be.</summary>
    private const double SecondScale = 5;

    private static readonly int[] ShownSteps = [1, 2, 5, 10, Steps];

    public ClaimResult Test(ClaimContext context)
    {
        double[][] alone = Distances(context.NewRandom(), parameters: 1);
        double[][] both = Distances(context.NewRandom(), parameters: 2);
        double largest = both.Max(distances => distances.Max());
        return new ClaimResult
        {
            Number = context.Number,
            Statement = Phrase.Of("SharedMomentsClaim.Statement"),
            Documented = ClaimVerdict.HoldsOnlyIf,
            Condition = Phrase.Of("the model has a single parameter"),
            Finding = Phrase.Of("SharedMomentsClaim.Finding", alone[0].Max(), Steps, largest),
            Checks =
            [
                new ClaimCheck { Quantity = Phrase.Of("SharedMomentsClaim.one-parameter"), Value = alone[0].Max(), AtMost = 1e-12, IsOfCondition = true, IsExpected = true },
                new ClaimCheck { Quantity = Phrase.Of("two parameters: the same"), Value = largest, AtMost = 1e-12, IsExpected = false },
            ],
            Tables =
            [
                new DataTable(
                    Phrase.Of("SharedMomentsClaim.Table", LearningRate, WeightDecay, SecondScale),
                    [Phrase.Of("after step"), Phrase.Of("one parameter"), Phrase.Of("two: the first"), Phrase.Of("two: the second")],
                    [.. ShownSteps.Select(step => new DataRow(Phrase.Same(step.ToString(CultureInfo.InvariantCulture)), [Figures.Of(alone[0][step - 1]), Figures.Of(both[0][step - 1]), Figures.Of(both[1][step - 1])]))]),
            ],
            Charts =
            [
                new Chart
                {
                    Title = Phrase.Of("SharedMomentsClaim.Chart"),
                    X = Phrase.Of("step"),
                    Y = Phrase.Of("distance of the weights"),
                    Description = Phrase.Of("SharedMomentsClaim.Chart.Description"),
                    Series =
                    [
                        Line(Phrase.Of("one parameter"), alone[0]),
                        Line(Phrase.Of("two: the first"), both[0]),
                        Line(Phrase.Of("two: the second"), both[1]),
                    ],
                },
            ],
            Command = context.Command,
        };
    }

    private static ChartSeries Line(Phrase name, double[] distances) => new(name, [.. Enumerable.Range(1, Steps).Select(step => (double)step)], distances);

    /// <summary>The distance of each parameter after each step. The loss of a parameter is (x·w)² on inputs of its own.</summary>
    private static double[][] Distances(Xoshiro256 random, int parameters)
    {
        HandWrittenAdamW byHand = new(Length) { LearningRate = LearningRate, WeightDecay = WeightDecay };
        double[][] written = [.. Enumerable.Range(0, parameters).Select(_ => Enumerable.Range(0, Length).Select(_ => random.NextUniform(-0.5, 0.5)).ToArray())];
        double[][] right = [.. written.Select(weight => weight.ToArray())];
        LoshchilovHutterAdam[] paper = [.. written.Select(_ => new LoshchilovHutterAdam(Length, DecayVariant.Decoupled) { Alpha = LearningRate, Lambda = LearningRate * WeightDecay })];
        double[][] distances = [.. written.Select(_ => new double[Steps])];
        for (int step = 0; step < Steps; step++)
        {
            for (int parameter = 0; parameter < parameters; parameter++)
            {
                double scale = parameter == 0 ? 1 : SecondScale;
                double[] input = [.. Enumerable.Range(0, Length).Select(_ => scale * random.NextDouble())];
                byHand.Step(written[parameter], GradientDescentClaim.GradientAt(written[parameter], input));
                paper[parameter].Step(right[parameter], GradientDescentClaim.GradientAt(right[parameter], input));
                distances[parameter][step] = Comparison.Distances.Largest(written[parameter], right[parameter]);
            }
        }

        return distances;
    }
}
