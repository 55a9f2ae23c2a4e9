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
            Statement = Phrase.Of("GradientDescentClaim.Statement"),
            Documented = ClaimVerdict.Holds,
            Finding = Phrase.Of("GradientDescentClaim.Finding", equal, Steps, nearest, Momentum, withMomentum),
            Checks =
            [
                new ClaimCheck { Quantity = Phrase.Of("GradientDescentClaim.equal"), Value = equal, AtMost = 1e-14, IsExpected = true },
                new ClaimCheck { Quantity = Phrase.Of("any other λ′ here: the least distance"), Value = nearest, AtLeast = 1e-6, IsExpected = true },
                AdamPlusDecayClaim.Share(Phrase.Of("GradientDescentClaim.article"), verdict.LargestShare),
            ],
            Tables =
            [
                new DataTable(
                    Phrase.Of("GradientDescentClaim.Table", Alpha, Lambda, Steps),
                    [Phrase.Same("λ′ / (λ/α)"), Phrase.Of("distance")],
                    [
                        .. Factors.Select((factor, i) => new DataRow(Phrase.Same(Figures.Of(factor)), [Figures.Of(distances[i])])),
                        new DataRow(Phrase.Of("1, with momentum {0}", Momentum), [Figures.Of(withMomentum)]),
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
