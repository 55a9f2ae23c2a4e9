namespace Eden.Reference;

/// <summary>Adagrad with diagonal matrices: Figure 1 of Duchi, Hazan and Singer, "Adaptive Subgradient Methods for Online
/// Learning and Stochastic Optimization" (2011), without projection and regularizer.</summary>
/// <remarks>Deviations from the paper, all PyTorch's: ε is added after the root (the paper's δ is too), the learning rate may
/// decay, the sum may start elsewhere, and λ.</remarks>
/// <param name="length">The length of the parameter vector.</param>
public sealed class DuchiAdagrad(int length) : IAlgorithm
{
    private readonly double[] _sum = new double[length];
    private long _t;

    /// <summary>α, the learning rate, settable between steps. Default 0.01.</summary>
    public double Alpha { get; set; } = 0.01;

    /// <summary>ε. Default 1e-10.</summary>
    public double Epsilon { get; init; } = 1e-10;

    /// <summary>Step t uses α / (1 + (t − 1)·this). Default 0.</summary>
    public double AlphaDecay { get; init; }

    /// <summary>Where the sum starts. Default 0.</summary>
    public double InitialSum { get; init; }

    /// <summary>λ, the factor of the regularization or decay, settable between steps. Default 0.</summary>
    public double Lambda { get; set; }

    /// <summary>Whether to negate the gradient, as PyTorch's <c>maximize</c>. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>t, the number of steps taken.</summary>
    public long StepCount => _t;

    /// <summary>The sum of squared gradients.</summary>
    public ReadOnlySpan<double> Sum => _sum;

    /// <summary>One step.</summary>
    /// <param name="theta">θ, updated in place.</param>
    /// <param name="gradient">The gradient at θ.</param>
    /// <param name="eta">η, the schedule multiplier of this step.</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the state.</exception>
    public void Step(double[] theta, double[] gradient, double eta = 1)
    {
        Vectors.CheckLengths(_sum.Length, theta, gradient);

        _t++;
        if (_t == 1)
        {
            Array.Fill(_sum, InitialSum);
        }

        for (int i = 0; i < theta.Length; i++)
        {
            double g = Maximize ? -gradient[i] : gradient[i];
            g += Lambda * theta[i];
            _sum[i] += g * g;                                                     // s_t ← s_{t−1} + g_t²
            double alpha = Alpha / (1 + ((_t - 1) * AlphaDecay));
            theta[i] -= eta * alpha * g / (Math.Sqrt(_sum[i]) + Epsilon);         // x_t ← x_{t−1} − η g_t / (δ + √s_t)
        }
    }
}
