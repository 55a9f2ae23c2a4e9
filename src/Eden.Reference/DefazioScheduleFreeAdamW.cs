namespace Eden.Reference;

/// <summary>Schedule-Free AdamW: Algorithm 1 of Defazio et al., "The Road Less Scheduled" (2024).</summary>
/// <remarks>
/// Deviation from the paper, that of the authors' later code: √(1 − β₂ᵗ) corrects the second moment, with ε beside it, and does
/// not weigh the average. Besides, the schedule multiplier η scales a step and does not weigh the average.
/// </remarks>
/// <param name="length">The length of the parameter vector.</param>
public sealed class DefazioScheduleFreeAdamW(int length) : IAlgorithm
{
    private readonly double[] _x = new double[length];
    private readonly double[] _z = new double[length];
    private readonly double[] _v = new double[length];
    private double _weightSum;
    private long _t;

    /// <summary>γ, the learning rate. Default 0.0025.</summary>
    public double Alpha { get; set; } = 0.0025;

    /// <summary>β₁, how near the gradient is taken to the average. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the decay rate of the second moment. Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>λ, the decay, times γ in a step. Default 0.</summary>
    public double Lambda { get; set; }

    /// <summary>T of the linear warm-up; 0 for none. Default 0.</summary>
    public long WarmupSteps { get; init; }

    /// <summary>Whether to negate the gradient. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>t, the number of steps taken.</summary>
    public long StepCount => _t;

    /// <summary>x, the average: where the model is evaluated.</summary>
    public ReadOnlySpan<double> Average => _x;

    /// <summary>z, the iterate.</summary>
    public ReadOnlySpan<double> Iterate => _z;

    /// <summary>v, the second raw moment.</summary>
    public ReadOnlySpan<double> SecondMoment => _v;

    /// <summary>One step.</summary>
    /// <param name="theta">y, where the gradient was taken; afterwards the next such point.</param>
    /// <param name="gradient">The gradient at y.</param>
    /// <param name="eta">The schedule multiplier of this step.</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the state.</exception>
    public void Step(double[] theta, double[] gradient, double eta = 1)
    {
        Vectors.CheckLengths(_v.Length, theta, gradient);

        _t++;
        if (_t == 1)
        {
            theta.CopyTo(_x, 0);                                                  // z₁ = x₁
            theta.CopyTo(_z, 0);
        }

        double warmup = WarmupSteps > 0 ? Math.Min(1, (double)_t / WarmupSteps) : 1;
        double gamma = Alpha * warmup;                                            // γ_t = γ min(1, t/T_warmup)
        _weightSum += warmup * warmup;
        double c = warmup * warmup / _weightSum;                                  // c_{t+1} = γ_t² / Σ γ_i²
        for (int i = 0; i < theta.Length; i++)
        {
            double g = Maximize ? -gradient[i] : gradient[i];                     // g_t ∈ ∂f(y_t)
            _v[i] = (Beta2 * _v[i]) + ((1 - Beta2) * g * g);                      // v_t = β₂v_{t−1} + (1 − β₂)g_t²
            double vHat = _v[i] / (1 - Math.Pow(Beta2, _t));
            double step = (g / (Math.Sqrt(vHat) + Epsilon)) + (Lambda * theta[i]);
            _z[i] -= eta * gamma * step;                                          // z_{t+1} = z_t − γ_t g_t/(√v_t + ε) − γ_t λ y_t
            _x[i] = ((1 - c) * _x[i]) + (c * _z[i]);                              // x_{t+1} = (1 − c_{t+1})x_t + c_{t+1}z_{t+1}
            theta[i] = ((1 - Beta1) * _z[i]) + (Beta1 * _x[i]);                   // y_{t+1} = (1 − β₁)z_{t+1} + β₁x_{t+1}
        }
    }
}
