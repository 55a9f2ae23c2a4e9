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
            Statement = new("AdamW is Adam + weight decay.", "AdamW 就是 Adam + 权重衰减。"),
            Documented = ClaimVerdict.Holds,
            Finding = Phrase.Of(
                $"Step by step, from equal weights, gradients and moments, AdamW's weight is Adam's less lr·λ·w: over {Steps} steps of {Weights} weights, and against the paper and a recorded PyTorch, nothing differs by more than {largest:0.00} of the rounding allowed.",
                $"从相同的权重、梯度和矩出发，AdamW 每一步得到的权重就是 Adam 的结果减去 lr·λ·w：{Weights} 个权重走 {Steps} 步，再对照论文和 PyTorch 的录制，差别都不超过容许舍入误差的 {largest:0.00}。"),
            Checks =
            [
                Share(new("AdamW against Adam − lr·λ·w, float32, as a share of the rounding allowed", "AdamW 与 Adam − lr·λ·w 之差（float32），占容许舍入误差的比例"), single),
                Share(new("the same in float64", "同上，float64"), wide),
                Share(new("against Algorithm 2 of the paper, in the article's experiment", "文章的实验中，与论文算法 2 之差"), paper.LargestShare),
                Share(new("against PyTorch's AdamW, recorded, in the article's experiment", "文章的实验中，与 PyTorch AdamW 的录制之差"), pyTorch.LargestShare),
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
            Title = new("Distance of Eden's AdamW in the article's experiment", "文章的实验中 Eden 的 AdamW 与其他模型的距离"),
            X = new("epoch", "轮次"),
            Y = new("distance of the weights", "权重的距离"),
            Description = new("From the paper's and PyTorch's AdamW it is as far as rounding explains; decay makes it four orders of magnitude more from Adam.", "与论文和 PyTorch 的 AdamW 只差舍入；与 Adam 的距离则因衰减而大四个数量级。"),
            LogY = true,
            Series =
            [
                From(new Phrase("to the paper's AdamW", "到论文的 AdamW"), ModelNames.PaperAdamW),
                From(new Phrase("to PyTorch's AdamW", "到 PyTorch 的 AdamW"), ModelNames.PyTorchAdamW),
                From(new Phrase("to Adam", "到 Adam"), ModelNames.EdenAdam),
            ],
        };
    }
}
