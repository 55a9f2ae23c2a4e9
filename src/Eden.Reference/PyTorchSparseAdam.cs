namespace Eden.Reference;

/// <summary>PyTorch's <c>SparseAdam</c>: Algorithm 1 of Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015), over the rows
/// that a gradient touches.</summary>
/// <remarks>Deviation from the paper, PyTorch's: ε is added before the correction of bias.</remarks>
/// <param name="length">The length of the parameter.</param>
public sealed class PyTorchSparseAdam(int length) : IAlgorithm
{
    private readonly double[] _m = new double[length];
    private readonly double[] _v = new double[length];
    private long _t;

    /// <summary>α, the learning rate, settable between steps. Default 0.001.</summary>
    public double Alpha { get; set; } = 0.001;

    /// <summary>Without effect: the algorithm has no decay.</summary>
    public double Lambda { get; set; }

    /// <summary>β₁, the decay rate of the first moment. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the decay rate of the second moment. Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Whether to negate the gradient, as PyTorch's <c>maximize</c>. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>t, the number of steps taken.</summary>
    public long StepCount => _t;

    /// <summary>m, the first moment.</summary>
    public ReadOnlySpan<double> FirstMoment => _m;

    /// <summary>v, the second raw moment.</summary>
    public ReadOnlySpan<double> SecondMoment => _v;

    /// <summary>One step with a gradient of all elements.</summary>
    /// <param name="theta">θ, updated in place.</param>
    /// <param name="gradient">The gradient at θ.</param>
    /// <param name="eta">The schedule multiplier of this step.</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the state.</exception>
    public void Step(double[] theta, double[] gradient, double eta = 1)
    {
        Vectors.CheckLengths(_m.Length, theta, gradient);
        Step(theta, [.. Enumerable.Range(0, theta.Length)], gradient, eta);
    }

    /// <summary>One step with a gradient of some rows.</summary>
    /// <param name="theta">θ, updated in place.</param>
    /// <param name="rows">The indices of the rows; one that comes several times has the sum of its gradients.</param>
    /// <param name="values">The gradients of the rows, one after the other.</param>
    /// <param name="eta">The schedule multiplier of this step.</param>
    public void Step(double[] theta, int[] rows, double[] values, double eta = 1)
    {
        ArgumentNullException.ThrowIfNull(theta);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(values);

        _t++;
        int width = rows.Length == 0 ? 0 : values.Length / rows.Length;
        SortedDictionary<int, double> gradient = [];
        for (int k = 0; k < values.Length; k++)
        {
            int place = (rows[k / width] * width) + (k % width);
            gradient[place] = gradient.GetValueOrDefault(place) + values[k];
        }

        foreach ((int i, double given) in gradient)
        {
            double g = Maximize ? -given : given;
            _m[i] = (Beta1 * _m[i]) + ((1 - Beta1) * g);
            _v[i] = (Beta2 * _v[i]) + ((1 - Beta2) * g * g);
            double alpha = eta * Alpha * Math.Sqrt(1 - Math.Pow(Beta2, _t)) / (1 - Math.Pow(Beta1, _t));
            theta[i] -= alpha * _m[i] / (Math.Sqrt(_v[i]) + Epsilon);
        }
    }
}
