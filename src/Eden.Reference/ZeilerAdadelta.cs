namespace Eden.Reference;

/// <summary>Adadelta: Algorithm 1 of Zeiler, "ADADELTA: An Adaptive Learning Rate Method" (2012).</summary>
/// <remarks>Deviations from the paper, both PyTorch's: a learning rate, and λ.</remarks>
/// <param name="length">The length of the parameter vector.</param>
public sealed class ZeilerAdadelta(int length) : IAlgorithm
{
    private readonly double[] _gradients = new double[length];
    private readonly double[] _updates = new double[length];
    private long _t;

    /// <summary>The learning rate, settable between steps. Default 1, the paper's.</summary>
    public double Alpha { get; set; } = 1;

    /// <summary>ρ, the decay rate of both averages. Default 0.9.</summary>
    public double Rho { get; init; } = 0.9;

    /// <summary>ε. Default 1e-6.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>λ, the factor of the regularization, settable between steps. Default 0.</summary>
    public double Lambda { get; set; }

    /// <summary>Whether to negate the gradient, as PyTorch's <c>maximize</c>. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>t, the number of steps taken.</summary>
    public long StepCount => _t;

    /// <summary>E[g²], the average of squared gradients.</summary>
    public ReadOnlySpan<double> SquaredGradients => _gradients;

    /// <summary>E[Δx²], the average of squared updates.</summary>
    public ReadOnlySpan<double> SquaredUpdates => _updates;

    /// <summary>One step.</summary>
    /// <param name="theta">x, updated in place.</param>
    /// <param name="gradient">The gradient at x.</param>
    /// <param name="eta">The schedule multiplier of this step.</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the state.</exception>
    public void Step(double[] theta, double[] gradient, double eta = 1)
    {
        Vectors.CheckLengths(_gradients.Length, theta, gradient);

        _t++;
        for (int i = 0; i < theta.Length; i++)
        {
            double g = (Maximize ? -gradient[i] : gradient[i]) + (Lambda * theta[i]);
            _gradients[i] = (Rho * _gradients[i]) + ((1 - Rho) * g * g);          // 4: E[g²]_t = ρE[g²]_{t−1} + (1 − ρ)g_t²
            double rmsOfUpdates = Math.Sqrt(_updates[i] + Epsilon);
            double rmsOfGradients = Math.Sqrt(_gradients[i] + Epsilon);
            double update = -rmsOfUpdates / rmsOfGradients * g;                   // 5: Δx_t = −RMS[Δx]_{t−1}/RMS[g]_t · g_t
            _updates[i] = (Rho * _updates[i]) + ((1 - Rho) * update * update);    // 6: E[Δx²]_t = ρE[Δx²]_{t−1} + (1 − ρ)Δx_t²
            theta[i] += eta * Alpha * update;                                     // 7: x_{t+1} = x_t + Δx_t
        }
    }
}
