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
            Statement = new("The article's hand-written optimizer is Adam (AdamW).", "文章手写的优化器就是 Adam（AdamW）。"),
            Documented = ClaimVerdict.HoldsOnlyIf,
            Condition = new("the model has a single parameter", "模型只有一个参数张量"),
            Finding = Phrase.Of(
                $"It keeps one m, one v and one power of each β for all parameters. With one parameter it is the paper's algorithm, {alone[0].Max():0.0e+0} apart after {Steps} steps; with two, each steps along the other's gradients, and the weights are {largest:0.00} apart. Parameters of different shapes it cannot run at all. Eden.Reference is the same algorithm with state per parameter.",
                $"它让所有参数共用一个 m、一个 v 和一份 β 的幂。只有一个参数时，它就是论文的算法，{Steps} 步之后相距 {alone[0].Max():0.0e+0}；有两个参数时，各自沿着对方的梯度走，权重相距 {largest:0.00}。形状不同的参数它根本无法运行。Eden.Reference 是同一算法，状态按参数分开。"),
            Checks =
            [
                new ClaimCheck { Quantity = new("one parameter: largest distance from the paper's algorithm", "一个参数：与论文算法的最大距离"), Value = alone[0].Max(), AtMost = 1e-12, IsOfCondition = true, IsExpected = true },
                new ClaimCheck { Quantity = new("two parameters: the same", "两个参数：同上"), Value = largest, AtMost = 1e-12, IsExpected = false },
            ],
            Tables =
            [
                new DataTable(
                    Phrase.Of($"Distance from the paper's algorithm (lr {LearningRate}, λ {WeightDecay}; the second parameter's gradients are {SecondScale} times larger)", $"与论文算法的距离（lr {LearningRate}，λ {WeightDecay}；第二个参数的梯度大 {SecondScale} 倍）"),
                    [new("after step", "步"), new("one parameter", "一个参数"), new("two: the first", "两个之一"), new("two: the second", "两个之二")],
                    [.. ShownSteps.Select(step => new DataRow(Phrase.Of($"{step}", $"{step}"), [Figures.Of(alone[0][step - 1]), Figures.Of(both[0][step - 1]), Figures.Of(both[1][step - 1])]))]),
            ],
            Charts =
            [
                new Chart
                {
                    Title = new("Distance of the hand-written optimizer from the paper's algorithm", "手写优化器与论文算法的距离"),
                    X = new("step", "步"),
                    Y = new("distance of the weights", "权重的距离"),
                    Description = new("With two parameters both are off by a tenth and more from the first steps on.", "有两个参数时，从最初几步起两者就偏离十分之一以上。"),
                    Series =
                    [
                        Line(new("one parameter", "一个参数"), alone[0]),
                        Line(new("two: the first", "两个之一"), both[0]),
                        Line(new("two: the second", "两个之二"), both[1]),
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
