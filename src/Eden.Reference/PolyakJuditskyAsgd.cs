namespace Eden.Reference;

/// <summary>Averaged stochastic gradient descent of Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging" (1992),
/// equation (7), with the rates of PyTorch's <c>ASGD</c>.</summary>
/// <remarks>The rates η and μ of a step are those that the step before left, both rounded to float32, as PyTorch keeps them.</remarks>
/// <param name="length">The length of the parameter vector.</param>
public sealed class PolyakJuditskyAsgd(int length) : IAlgorithm
{
    private readonly double[] _average = new double[length];
    private float _eta;
    private float _mu = 1;
    private long _t;

    /// <summary>The learning rate, settable between steps. Default 0.01.</summary>
    public double Alpha { get; set; } = 0.01;

    /// <summary>λ₂, the factor of the L2 regularization, settable between steps. Default 0.</summary>
    public double Lambda { get; set; }

    /// <summary>λ, the decay that also lowers η: <c>lambd</c>. Default 1e-4.</summary>
    public double Decay { get; init; } = 1e-4;

    /// <summary>The power by which η falls: <c>alpha</c>. Default 0.75.</summary>
    public double Power { get; init; } = 0.75;

    /// <summary>The step after which values are averaged: <c>t0</c>. Default 1e6.</summary>
    public double Start { get; init; } = 1e6;

    /// <summary>Whether to negate the gradient, as PyTorch's <c>maximize</c>. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>t, the number of steps taken.</summary>
    public long StepCount => _t;

    /// <summary>x̄, the average of the values.</summary>
    public ReadOnlySpan<double> Average => _average;

    /// <summary>The rate of the next step.</summary>
    public double Rate => _eta;

    /// <summary>The weight of the next values in the average.</summary>
    public double Weight => _mu;

    /// <summary>One step.</summary>
    /// <param name="theta">x, updated in place.</param>
    /// <param name="gradient">The gradient at x.</param>
    /// <param name="eta">The schedule multiplier of this step.</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the state.</exception>
    public void Step(double[] theta, double[] gradient, double eta = 1)
    {
        Vectors.CheckLengths(_average.Length, theta, gradient);

        _t++;
        double alpha = eta * Alpha;
        double rate = _t == 1 ? (float)alpha : _eta;
        for (int i = 0; i < theta.Length; i++)
        {
            double g = (Maximize ? -gradient[i] : gradient[i]) + (Lambda * theta[i]);
            theta[i] = (theta[i] * (1 - (Decay * rate))) - (rate * g);            // x_t = x_{t−1} − γ_t y_t
            _average[i] = ((1 - (double)_mu) * _average[i]) + (_mu * theta[i]);   // x̄_t = 1/t · Σ x_i
        }

        _eta = (float)(alpha / Math.Pow(1 + (Decay * alpha * _t), Power));
        _mu = (float)(1 / Math.Max(1, _t - Start));
    }
}
