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
            Statement = Phrase.Of("PenaltyInLossClaim.Statement"),
            Documented = ClaimVerdict.Holds,
            Finding = Phrase.Of("PenaltyInLossClaim.Finding", single),
            Checks =
            [
                Units(Phrase.Of("PenaltyInLossClaim.perceptron", Digits.Pixels, Hidden, Digits.Classes), single),
                Units(Phrase.Of("the same in float64"), wide),
                AdamPlusDecayClaim.Share(Phrase.Of("PenaltyInLossClaim.article"), single5.LargestShare),
                AdamPlusDecayClaim.Share(Phrase.Of("the same in float64"), double5.LargestShare),
            ],
            Tables =
            [
                new DataTable(
                    Phrase.Of("PenaltyInLossClaim.Table"),
                    [Phrase.Of("type"), Phrase.Of("largest distance")],
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
