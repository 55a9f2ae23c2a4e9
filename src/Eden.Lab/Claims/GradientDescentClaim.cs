using Eden.Lab.Charts;
using Eden.Lab.Comparison;
using Eden.Reference;

namespace Eden.Lab.Claims;

/// <summary>"For SGD, decay λ and L2 λ′ are one thing exactly when λ′ = λ/α" (Proposition 1 of Loshchilov and Hutter).</summary>
internal sealed class GradientDescentClaim : IClaim
{
    private const double Alpha = 0.05;
    private const double Lambda = 0.01;
    private const int Steps = 50;
    private const double Momentum = 0.9;

    /// <summary>λ′ as a multiple of λ/α; the middle one is 1.</summary>
    private static readonly double[] Factors = [0, 0.5, 0.9, 0.99, 1, 1.01, 1.1, 1.5, 2];

    public ClaimResult Test(ClaimContext context)
    {
        double[] inputs = [.. Enumerable.Repeat(context.NewRandom(), 3 * Steps).Select(random => random.NextDouble())];
        double[] distances = [.. Factors.Select(factor => DistanceOf(inputs, factor, momentum: 0))];
        double equal = distances[Array.IndexOf(Factors, 1)];
        double nearest = distances.Where((_, i) => Factors[i] != 1).Min();
        double withMomentum = DistanceOf(inputs, 1, Momentum);
        PairVerdict verdict = ClaimContext.Find(context.Single, ModelNames.SgdWithDecay, ModelNames.SgdWithL2);
        return new ClaimResult
        {
            Number = context.Number,
            Statement = new("For plain SGD, decay λ and L2 λ′ coincide if and only if λ′ = λ/α.", "对普通 SGD，衰减 λ 与 L2 的 λ′ 当且仅当 λ′ = λ/α 时等价。"),
            Documented = ClaimVerdict.Holds,
            Finding = Phrase.Of(
                $"With λ′ = λ/α the two runs stay {equal:0.0e+0} apart over {Steps} steps, in float64; with λ′ off by 1 % already {nearest:0.0e+0}. Plain means without momentum: with momentum {Momentum} they are {withMomentum:0.0e+0} apart even at λ′ = λ/α, because L2 passes through it.",
                $"λ′ = λ/α 时，两个运行在 {Steps} 步内相距 {equal:0.0e+0}（float64）；λ′ 只差 1 % 就相距 {nearest:0.0e+0}。“普通”指没有动量：动量为 {Momentum} 时，即使 λ′ = λ/α 也相距 {withMomentum:0.0e+0}，因为 L2 要经过动量。"),
            Checks =
            [
                new ClaimCheck { Quantity = new("λ′ = λ/α: largest distance of a weight", "λ′ = λ/α：权重的最大距离"), Value = equal, AtMost = 1e-14, IsExpected = true },
                new ClaimCheck { Quantity = new("any other λ′ here: the least distance", "其他 λ′：最小的距离"), Value = nearest, AtLeast = 1e-6, IsExpected = true },
                AdamPlusDecayClaim.Share(new("steps of the article's experiment, as a share of the rounding allowed", "文章实验的每一步，占容许舍入误差的比例"), verdict.LargestShare),
            ],
            Tables =
            [
                new DataTable(
                    Phrase.Of($"Largest distance between SGD with decay and SGD with L2 (α {Alpha}, λ {Lambda}, {Steps} steps)", $"带衰减的 SGD 与带 L2 的 SGD 的最大距离（α {Alpha}，λ {Lambda}，{Steps} 步）"),
                    [Phrase.Same("λ′ / (λ/α)"), new("distance", "距离")],
                    [
                        .. Factors.Select((factor, i) => new DataRow(Phrase.Same(Figures.Of(factor)), [Figures.Of(distances[i])])),
                        new DataRow(Phrase.Of($"1, with momentum {Momentum}", $"1，动量 {Momentum}"), [Figures.Of(withMomentum)]),
                    ]),
            ],
            Command = context.Command,
        };
    }

    /// <summary>The model of the article's experiment: the loss is (x·w)².</summary>
    private static double DistanceOf(double[] inputs, double factor, double momentum)
    {
        double[] decayed = [0.5, -0.4, 0.3];
        double[] penalised = [.. decayed];
        GradientDescent withDecay = new(decayed.Length, DecayVariant.Decoupled) { Alpha = Alpha, Lambda = Lambda, Momentum = momentum };
        GradientDescent withL2 = new(decayed.Length, DecayVariant.L2) { Alpha = Alpha, Lambda = factor * Lambda / Alpha, Momentum = momentum };
        double largest = 0;
        for (int step = 0; step < Steps; step++)
        {
            double[] input = inputs[(3 * step)..(3 * (step + 1))];
            withDecay.Step(decayed, GradientAt(decayed, input));
            withL2.Step(penalised, GradientAt(penalised, input));
            largest = Math.Max(largest, Distances.Largest(decayed, penalised));
        }

        return largest;
    }

    /// <summary>The derivative of (x·w)² by w.</summary>
    internal static double[] GradientAt(double[] weight, double[] input)
    {
        double output = weight.Zip(input, (w, x) => w * x).Sum();
        return [.. input.Select(x => 2 * output * x)];
    }
}
