using System.Numerics;
using Eden.Lab.Charts;
using Eden.Lab.Comparison;
using Eden.Lab.Recordings;

namespace Eden.Lab.Claims;

/// <summary>"AdamW is Adam + weight decay": AdamW's step is Adam's, and then lr·λ·w is taken from each weight.</summary>
internal sealed class AdamPlusDecayClaim : IClaim
{
    private const int Weights = 64;
    private const int Steps = 200;

    private static readonly AdamWOptions Options = new() { LearningRate = 0.01, WeightDecay = 0.1 };

    public ClaimResult Test(ClaimContext context)
    {
        double single = LargestShare<float>(context.NewRandom(), ElementType.Bits32);
        double wide = LargestShare<double>(context.NewRandom(), ElementType.Bits64);
        PairVerdict paper = ClaimContext.Find(context.Single, ModelNames.EdenAdamW, ModelNames.PaperAdamW);
        PairVerdict pyTorch = ClaimContext.Find(context.Single, ModelNames.EdenAdamW, ModelNames.PyTorchAdamW);
        double largest = new[] { single, wide, paper.LargestShare, pyTorch.LargestShare }.Max();
        return new ClaimResult
        {
            Number = context.Number,
            Statement = Phrase.Of("AdamW is Adam + weight decay."),
            Documented = ClaimVerdict.Holds,
            Finding = Phrase.Of("AdamPlusDecayClaim.Finding", Steps, Weights, largest),
            Checks =
            [
                Share(Phrase.Of("AdamPlusDecayClaim.against-adam"), single),
                Share(Phrase.Of("the same in float64"), wide),
                Share(Phrase.Of("AdamPlusDecayClaim.against-paper"), paper.LargestShare),
                Share(Phrase.Of("AdamPlusDecayClaim.against-pytorch"), pyTorch.LargestShare),
            ],
            Charts = [Distances(context.Single)],
            Command = context.Command,
        };
    }

    /// <summary>A difference as a share of the rounding that <see cref="Agreement"/> allows.</summary>
    internal static ClaimCheck Share(Phrase quantity, double share) => new() { Quantity = quantity, Value = share, AtMost = 1, IsExpected = true };

    private static double LargestShare<T>(Xoshiro256 random, ElementType elementType)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] decayed = [.. Enumerable.Range(0, Weights).Select(_ => T.CreateTruncating(random.NextNormal()))];
        T[] plain = new T[Weights];
        T[] gradient = new T[Weights];
        T[] m = new T[Weights];
        T[] v = new T[Weights];
        T[] plainM = new T[Weights];
        T[] plainV = new T[Weights];
        AdamOptions adam = new() { LearningRate = Options.LearningRate };
        Agreement agreement = new(elementType);
        double largest = 0;
        for (int step = 1; step <= Steps; step++)
        {
            foreach (ref T value in gradient.AsSpan())
            {
                value = T.CreateTruncating(random.NextNormal());
            }

            T[] before = [.. decayed];
            decayed.CopyTo(plain, 0);
            Fused.Adam(plain, gradient, plainM, plainV, step, adam);
            Fused.AdamW(decayed, gradient, m, v, step, Options);
            double[] start = [.. before.Select(double.CreateTruncating)];
            double[] expected = [.. plain.Select((value, i) => double.CreateTruncating(value) - (Options.LearningRate * Options.WeightDecay * start[i]))];
            for (int i = 0; i < Weights; i++)
            {
                agreement.Observe(start[i], expected[i]);
            }

            for (int i = 0; i < Weights; i++)
            {
                largest = Math.Max(largest, agreement.Share(start[i], expected[i], double.CreateTruncating(decayed[i])));
            }
        }

        return largest;
    }

    private static Chart Distances(ComparisonResult result)
    {
        double[] epochs = [.. Enumerable.Range(1, result.Inputs.Count).Select(epoch => (double)epoch)];
        IReadOnlyList<ExperimentStep> StepsOf(string name) => result.Models.First(model => model.Name == name).Steps;
        ChartSeries From(Phrase name, string model) => new(name, epochs, Comparison.Distances.AfterEach(StepsOf(ModelNames.EdenAdamW), StepsOf(model)));
        return new Chart
        {
            Title = Phrase.Of("AdamPlusDecayClaim.Chart"),
            X = Phrase.Of("epoch"),
            Y = Phrase.Of("distance of the weights"),
            Description = Phrase.Of("AdamPlusDecayClaim.Chart.Description"),
            LogY = true,
            Series =
            [
                From(Phrase.Of("to the paper's AdamW"), ModelNames.PaperAdamW),
                From(Phrase.Of("to PyTorch's AdamW"), ModelNames.PyTorchAdamW),
                From(Phrase.Of("to Adam"), ModelNames.EdenAdam),
            ],
        };
    }
}
