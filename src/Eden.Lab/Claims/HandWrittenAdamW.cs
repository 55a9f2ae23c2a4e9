namespace Eden.Lab.Claims;

/// <summary>The optimizer that the article writes by hand, with its mistake: one first moment, one second moment and one power
/// of each β, which every parameter in turn updates and uses.</summary>
internal sealed class HandWrittenAdamW(int length)
{
    private readonly double[] _m = new double[length];
    private readonly double[] _v = new double[length];
    private double _power1 = 1;
    private double _power2 = 1;

    public required double LearningRate { get; init; }

    public required double WeightDecay { get; init; }

    public double Beta1 { get; init; } = 0.9;

    public double Beta2 { get; init; } = 0.999;

    public double Epsilon { get; init; } = 1e-8;

    /// <summary>A step of one parameter; a model calls it for each.</summary>
    public void Step(double[] weight, double[] gradient)
    {
        _power1 *= Beta1;
        _power2 *= Beta2;
        for (int i = 0; i < weight.Length; i++)
        {
            double g = gradient[i];
            _m[i] = (Beta1 * _m[i]) + ((1 - Beta1) * g);
            _v[i] = (Beta2 * _v[i]) + ((1 - Beta2) * g * g);
            double update = _m[i] / (1 - _power1) / (Math.Sqrt(_v[i] / (1 - _power2)) + Epsilon);
            weight[i] -= LearningRate * (update + (WeightDecay * weight[i]));
        }
    }
}
