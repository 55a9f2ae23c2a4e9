using System.Numerics;
using Eden.Autograd;
using Eden.Lab.Charts;
using Eden.Lab.Comparison;
using Eden.Lab.Data;
using Eden.Lab.Recordings;

namespace Eden.Lab.Claims;

/// <summary>"L2 in the loss is λw in the gradient."</summary>
internal sealed class PenaltyInLossClaim : IClaim
{
    private const int Batch = 64;
    private const int Hidden = 32;
    private const double Lambda = 0.01;

    /// <summary>Units of rounding of the largest gradient that two orders of summation may differ by.</summary>
    private const double AllowedUnits = 8;

    public ClaimResult Test(ClaimContext context)
    {
        double single = LargestDifference<float>(context.NewRandom()) / ElementType.Bits32.Epsilon();
        double wide = LargestDifference<double>(context.NewRandom()) / ElementType.Bits64.Epsilon();
        PairVerdict single5 = ClaimContext.Find(context.Single, ModelNames.AdamWithL2, ModelNames.AdamWithL2InLoss);
        PairVerdict double5 = ClaimContext.Find(context.Double, ModelNames.AdamWithL2, ModelNames.AdamWithL2InLoss);
        return new ClaimResult
        {
            Number = context.Number,
            Statement = new("L2 in the loss is the same as λ·w added to the gradient.", "在损失里加 L2，等同于在梯度上加 λ·w。"),
            Documented = ClaimVerdict.Holds,
            Finding = Phrase.Of(
                $"With the penalty written ½λ‖w‖², its derivative is λw, and a perceptron's gradients differ by {single:0.0} units of rounding in float32. Written λ‖w‖², it is 2λw. PyTorch's weight_decay of Adam and SGD is this λ.",
                $"惩罚项写作 ½λ‖w‖² 时导数就是 λw；感知机的两种梯度在 float32 下只差 {single:0.0} 个舍入单位。若写作 λ‖w‖²，则是 2λw。PyTorch 里 Adam 和 SGD 的 weight_decay 就是这个 λ。"),
            Checks =
            [
                Units(new($"gradients of a {Digits.Pixels}-{Hidden}-{Digits.Classes} perceptron on digits, float32: largest difference in units of rounding of the largest", $"{Digits.Pixels}-{Hidden}-{Digits.Classes} 感知机在手写数字上的梯度（float32）：最大差别，以最大梯度的舍入单位计"), single),
                Units(new("the same in float64", "同上，float64"), wide),
                AdamPlusDecayClaim.Share(new("steps of Adam, the article's experiment, float32, as a share of the rounding allowed", "文章实验中 Adam 的每一步（float32），占容许舍入误差的比例"), single5.LargestShare),
                AdamPlusDecayClaim.Share(new("the same in float64", "同上，float64"), double5.LargestShare),
            ],
            Tables =
            [
                new DataTable(
                    new("Five epochs of the article's experiment, each run on its own weights", "文章实验的五轮，各自沿自己的权重运行"),
                    [new("type", "类型"), new("largest distance", "最大距离")],
                    [
                        new DataRow(Phrase.Same("float32"), [Figures.Of(single5.FreeRunDistance)]),
                        new DataRow(Phrase.Same("float64"), [Figures.Of(double5.FreeRunDistance)]),
                    ]),
            ],
            Command = context.Command,
        };
    }

    private static ClaimCheck Units(Phrase quantity, double units) => new() { Quantity = quantity, Value = units, AtMost = AllowedUnits, IsExpected = true };

    /// <summary>The largest difference between the two gradients as a share of the largest gradient.</summary>
    private static double LargestDifference<T>(Xoshiro256 random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Sequential<T> model = new(new Linear<T>("0", Digits.Pixels, Hidden, random), new Relu<T>(), new Linear<T>("2", Hidden, Digits.Classes, random));
        T[] pixels = [.. Digits.Features[..(Batch * Digits.Pixels)].ToArray().Select(pixel => T.CreateTruncating(pixel / 16))];
        double[] inLoss = Gradient(model, pixels, penalty: T.CreateTruncating(0.5 * Lambda));
        double[] inGradient = Gradient(model, pixels, penalty: T.Zero);
        T[] weights = [.. model.Parameters.SelectMany(parameter => parameter.Value.ToArray())];
        T lambda = T.CreateTruncating(Lambda);
        for (int i = 0; i < weights.Length; i++)
        {
            inGradient[i] = double.CreateTruncating(T.CreateTruncating(inGradient[i]) + (lambda * weights[i]));
        }

        return Distances.Largest(inLoss, inGradient) / inGradient.Max(Math.Abs);
    }

    private static double[] Gradient<T>(Sequential<T> model, T[] pixels, T penalty)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Variable<T> loss = model.Forward(Variable<T>.Constant(pixels, Batch, Digits.Pixels)).CrossEntropy(Digits.Labels[..Batch]);
        foreach (Parameter<T> parameter in model.Parameters)
        {
            parameter.ZeroGradient();
            if (penalty > T.Zero)
            {
                loss += penalty * Variable<T>.Of(parameter).Square().Sum();
            }
        }

        loss.Backward();
        return [.. model.Parameters.SelectMany(parameter => parameter.Gradient.ToArray()).Select(double.CreateTruncating)];
    }
}
