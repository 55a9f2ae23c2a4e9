namespace Eden.Reference;

/// <summary>Clipped ADOPT: Algorithm 2 of Taniguchi et al., "ADOPT: Modified Adam Can Converge with Any β₂ with the Optimal
/// Rate" (2024).</summary>
/// <remarks>The first step only sets v₀ = g₀², so the t of the paper is <see cref="StepCount"/> − 1. Deviation from the paper,
/// that of the authors' code: λ.</remarks>
/// <param name="length">The length of the parameter vector.</param>
/// <param name="variant">Where λ enters: through the gradient, or past the moments, for which pass <see cref="Lambda"/> =
/// lr·λ.</param>
public sealed class TaniguchiAdopt(int length, DecayVariant variant) : IAlgorithm
{
    private readonly double[] _m = new double[length];
    private readonly double[] _v = new double[length];
    private long _t;

    /// <summary>α, the learning rate, settable between steps. Default 0.001.</summary>
    public double Alpha { get; set; } = 0.001;

    /// <summary>β₁, the decay rate of the first moment. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the decay rate of the second moment. Default 0.9999.</summary>
    public double Beta2 { get; init; } = 0.9999;

    /// <summary>ε, the lower bound of √v. Default 1e-6.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>The exponent of the clipping bound c_t; <see langword="null"/> for Algorithm 1, without clipping. Default
    /// 0.25.</summary>
    public double? ClipExponent { get; init; } = 0.25;

    /// <summary>λ, the factor of the regularization or decay, settable between steps. Default 0.</summary>
    public double Lambda { get; set; }

    /// <summary>Whether to negate the gradient. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>The number of steps taken, with the first one.</summary>
    public long StepCount => _t;

    /// <summary>m, the first moment of the normalized gradients.</summary>
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
        double bound = ClipExponent is double exponent
            ? Math.Pow(_t - 1, exponent)                                          // c_t = t^¼
            : double.PositiveInfinity;
        for (int i = 0; i < theta.Length; i++)
        {
            double g = Maximize ? -gradient[i] : gradient[i];
            if (variant == DecayVariant.L2)
            {
                g += Lambda * theta[i];
            }

            if (_t == 1)
            {
                _v[i] = g * g;                                                    // v₀ ← g₀²
                continue;
            }

            double clipped = Math.Clamp(g / Math.Max(Math.Sqrt(_v[i]), Epsilon), -bound, bound);
            _m[i] = (Beta1 * _m[i]) + ((1 - Beta1) * clipped);                    // m_t ← β₁m_{t−1} + (1 − β₁) Clip(g_t / max(√v_{t−1}, ε), c_t)
            double decay = variant == DecayVariant.Decoupled ? Lambda * theta[i] : 0;
            theta[i] -= eta * ((Alpha * _m[i]) + decay);                          // θ_t ← θ_{t−1} − α_t m_t
            _v[i] = (Beta2 * _v[i]) + ((1 - Beta2) * g * g);                      // v_t ← β₂v_{t−1} + (1 − β₂)g_t²
        }
    }
}
