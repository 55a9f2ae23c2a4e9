namespace Eden.Reference;

/// <summary>Adamax: Algorithm 2 of Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015).</summary>
/// <remarks>Deviations from the paper, both PyTorch's: ε is added to |g|, so that the norm is never zero, and λ.</remarks>
/// <param name="length">The length of the parameter vector.</param>
public sealed class KingmaBaAdamax(int length) : IAlgorithm
{
    private readonly double[] _m = new double[length];
    private readonly double[] _u = new double[length];
    private long _t;

    /// <summary>α, the learning rate, settable between steps. Default 0.002.</summary>
    public double Alpha { get; set; } = 0.002;

    /// <summary>β₁, the decay rate of the first moment. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the decay rate of the norm. Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>λ, the factor of the regularization or decay, settable between steps. Default 0.</summary>
    public double Lambda { get; set; }

    /// <summary>Whether to negate the gradient, as PyTorch's <c>maximize</c>. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>t, the number of steps taken.</summary>
    public long StepCount => _t;

    /// <summary>m, the first moment.</summary>
    public ReadOnlySpan<double> FirstMoment => _m;

    /// <summary>u, the exponentially weighted infinity norm.</summary>
    public ReadOnlySpan<double> InfinityNorm => _u;

    /// <summary>One step.</summary>
    /// <param name="theta">θ, updated in place.</param>
    /// <param name="gradient">The gradient at θ.</param>
    /// <param name="eta">η, the schedule multiplier of this step.</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the state.</exception>
    public void Step(double[] theta, double[] gradient, double eta = 1)
    {
        Vectors.CheckLengths(_m.Length, theta, gradient);

        _t++;
        for (int i = 0; i < theta.Length; i++)
        {
            double g = Maximize ? -gradient[i] : gradient[i];
            g += Lambda * theta[i];
            _m[i] = (Beta1 * _m[i]) + ((1 - Beta1) * g);
            _u[i] = Math.Max(Beta2 * _u[i], Math.Abs(g) + Epsilon);               // "u_t ← max(β₂·u_{t−1}, |g_t|)"
            double update = Alpha / (1 - Math.Pow(Beta1, _t)) * _m[i] / _u[i];    // "θ_t ← θ_{t−1} − (α/(1 − β₁ᵗ))·m_t/u_t"
            theta[i] -= eta * update;
        }
    }
}
