namespace Eden.Reference;

/// <summary>RAdam of Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond" (2020), Algorithm 2.</summary>
/// <remarks>
/// Deviations from the paper, all PyTorch's: the adaptive step begins above ρ = 5 (the paper: 4), it has an ε, which is added
/// to √v before bias correction, and λ.
/// </remarks>
/// <param name="length">The length of the parameter vector.</param>
/// <param name="variant">Where λ enters: through the gradient as PyTorch's <c>weight_decay</c>, or past the moments, for which
/// pass <see cref="Lambda"/> = lr·λ.</param>
public sealed class LiuRAdam(int length, DecayVariant variant) : IAlgorithm
{
    private readonly double[] _m = new double[length];
    private readonly double[] _v = new double[length];
    private long _t;

    /// <summary>α, the learning rate, settable between steps. Default 0.001.</summary>
    public double Alpha { get; set; } = 0.001;

    /// <summary>β₁, the decay rate of the first moment. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the decay rate of the second moment. Default 0.999.</summary>
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

    /// <summary>v, the second raw moment.</summary>
    public ReadOnlySpan<double> SecondMoment => _v;

    /// <summary>One step.</summary>
    /// <param name="theta">θ, updated in place.</param>
    /// <param name="gradient">The gradient at θ.</param>
    /// <param name="eta">η, the schedule multiplier of this step.</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the state.</exception>
    public void Step(double[] theta, double[] gradient, double eta = 1)
    {
        Vectors.CheckLengths(_m.Length, theta, gradient);

        _t++;
        double rhoInfinity = (2 / (1 - Beta2)) - 1;                               // ρ_∞ ← 2/(1 − β₂) − 1
        for (int i = 0; i < theta.Length; i++)
        {
            double g = Maximize ? -gradient[i] : gradient[i];
            if (variant == DecayVariant.L2)
            {
                g += Lambda * theta[i];
            }

            _m[i] = (Beta1 * _m[i]) + ((1 - Beta1) * g);
            _v[i] = (Beta2 * _v[i]) + ((1 - Beta2) * g * g);
            double mHat = _m[i] / (1 - Math.Pow(Beta1, _t));                      // m̂_t ← m_t / (1 − β₁ᵗ)
            double power = Math.Pow(Beta2, _t);
            double rho = rhoInfinity - (2 * _t * power / (1 - power));            // ρ_t ← ρ_∞ − 2tβ₂ᵗ/(1 − β₂ᵗ)
            double update = Alpha * mHat;                                         // θ_t ← θ_{t−1} − α_t m̂_t
            if (rho > 5)
            {
                double l = Math.Sqrt(1 - power) / (Math.Sqrt(_v[i]) + Epsilon);   // l_t ← √((1 − β₂ᵗ)/v_t)
                double r = Math.Sqrt((rho - 4) * (rho - 2) * rhoInfinity / ((rhoInfinity - 4) * (rhoInfinity - 2) * rho));
                update *= r * l;                                                  // θ_t ← θ_{t−1} − α_t r_t m̂_t l_t
            }

            double decay = variant == DecayVariant.Decoupled ? Lambda * theta[i] : 0;
            theta[i] -= eta * (update + decay);
        }
    }
}
