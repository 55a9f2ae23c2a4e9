namespace Eden.Reference;

/// <summary>RMSprop of Hinton, "Neural Networks for Machine Learning", lecture 6e (2012), with the centering and the momentum of
/// Graves, "Generating Sequences with Recurrent Neural Networks" (2013), equations 38 to 45, as PyTorch combines them.</summary>
/// <remarks>Deviations from Graves, all PyTorch's: ε is added after the root, the learning rate multiplies the momentum when it is
/// used, and λ. A variance that rounding makes negative counts as zero.</remarks>
/// <param name="length">The length of the parameter vector.</param>
public sealed class HintonRmsProp(int length) : IAlgorithm
{
    private readonly double[] _n = new double[length];
    private readonly double[] _g = new double[length];
    private readonly double[] _b = new double[length];
    private long _t;

    /// <summary>α, the learning rate, settable between steps. Default 0.01.</summary>
    public double Alpha { get; set; } = 0.01;

    /// <summary>The decay of the averages: PyTorch's <c>alpha</c>. Default 0.99.</summary>
    public double Decay { get; init; } = 0.99;

    /// <summary>ε. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>The share of the momentum that is kept. Default 0.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether to divide by the standard deviation. Default <see langword="false"/>.</summary>
    public bool Centered { get; init; }

    /// <summary>λ, the factor of the regularization or decay, settable between steps. Default 0.</summary>
    public double Lambda { get; set; }

    /// <summary>Whether to negate the gradient, as PyTorch's <c>maximize</c>. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>t, the number of steps taken.</summary>
    public long StepCount => _t;

    /// <summary>n, the average of the squared gradients.</summary>
    public ReadOnlySpan<double> SquareAverage => _n;

    /// <summary>g, the average of the gradients; zeros unless centered.</summary>
    public ReadOnlySpan<double> GradientAverage => _g;

    /// <summary>The momentum; the last step without momentum.</summary>
    public ReadOnlySpan<double> MomentumBuffer => _b;

    /// <summary>One step.</summary>
    /// <param name="theta">θ, updated in place.</param>
    /// <param name="gradient">The gradient at θ.</param>
    /// <param name="eta">η, the schedule multiplier of this step.</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the state.</exception>
    public void Step(double[] theta, double[] gradient, double eta = 1)
    {
        Vectors.CheckLengths(_n.Length, theta, gradient);

        _t++;
        for (int i = 0; i < theta.Length; i++)
        {
            double g = Maximize ? -gradient[i] : gradient[i];
            g += Lambda * theta[i];
            _n[i] = (Decay * _n[i]) + ((1 - Decay) * g * g);                      // (38)
            if (Centered)
            {
                _g[i] = (Decay * _g[i]) + ((1 - Decay) * g);                      // (39)
            }

            double deviation = Math.Sqrt(Math.Max(0, _n[i] - (_g[i] * _g[i])));
            _b[i] = (Momentum * _b[i]) + (g / (deviation + Epsilon));             // (40), without the learning rate
            theta[i] -= eta * Alpha * _b[i];                                      // (41)
        }
    }
}
