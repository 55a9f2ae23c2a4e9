namespace Eden.Lab.Comparison;

/// <summary>The article's model by hand, in double: it shares no code with Eden's library, so that the two can judge each
/// other.</summary>
/// <param name="inFeatures">The number of weights.</param>
/// <param name="step">One step of a paper's algorithm: updates the weights, given first, from the gradient.</param>
internal sealed class PaperContestant(int inFeatures, Action<double[], double[]> step) : IContestant
{
    private readonly double[] _weight = new double[inFeatures];
    private readonly double[] _gradient = new double[inFeatures];

    public double[] Weight => [.. _weight];

    public double[] Gradient => [.. _gradient];

    public void Place(IReadOnlyList<double> weight) => Copy(weight, _weight);

    public void TakeGradient(IReadOnlyList<double> gradient) => Copy(gradient, _gradient);

    /// <summary>With s the sum of an input's rows, the loss is (s·w)² and its gradient 2(s·w)s.</summary>
    public double Differentiate(double[] input)
    {
        double[] sum = new double[_weight.Length];
        for (int i = 0; i < input.Length; i++)
        {
            sum[i % sum.Length] += input[i];
        }

        double output = 0;
        for (int i = 0; i < sum.Length; i++)
        {
            output += sum[i] * _weight[i];
        }

        for (int i = 0; i < sum.Length; i++)
        {
            _gradient[i] = 2 * output * sum[i];
        }

        return output * output;
    }

    public void Step() => step(_weight, _gradient);

    public void Dispose()
    {
    }

    private static void Copy(IReadOnlyList<double> from, double[] to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[i];
        }
    }
}
