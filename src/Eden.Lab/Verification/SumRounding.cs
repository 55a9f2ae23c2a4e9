namespace Eden.Lab.Verification;

/// <summary>
/// What rounding alone may do to (Σ output)² and its gradient. As the weights converge the outputs cancel, and the rounding of
/// the summands, whose order is nobody's business, becomes large beside their sum s: δ = units·ε·Σ|x||w| in s makes
/// 2|s|δ + δ² in s² and 2δ·Σ|x| in the gradient.
/// </summary>
/// <param name="input">The input, row-major.</param>
/// <param name="unit">The units that are allowed, times ε.</param>
internal sealed class SumRounding(IReadOnlyList<double> input, IReadOnlyList<double> weight, double unit)
{
    private readonly double _ofSum = unit * input.Select((x, i) => Math.Abs(x * weight[i % weight.Count])).Sum();

    /// <summary>In the gradient by each weight.</summary>
    public double[] OfGradient()
    {
        double[] rounding = new double[weight.Count];
        for (int i = 0; i < input.Count; i++)
        {
            rounding[i % rounding.Length] += 2 * _ofSum * Math.Abs(input[i]);
        }

        return rounding;
    }

    public double OfLoss(double loss) => ((2 * Math.Sqrt(Math.Abs(loss))) + _ofSum) * _ofSum;
}
