namespace Eden.Reference;

/// <summary>NAdam of Dozat, "Incorporating Nesterov Momentum into Adam" (2016), Algorithm 2, with the momentum schedule of
/// PyTorch's <c>NAdam</c>: μ_t = β₁(1 − ½·0.96^(tψ)).</summary>
/// <remarks>
/// Deviations from the paper, both PyTorch's: the first moment keeps β₁ where the paper's keeps μ_t, and λ.
/// </remarks>
/// <param name="length">The length of the parameter vector.</param>
/// <param name="variant">Where λ enters: through the gradient as PyTorch's <c>weight_decay</c>, or past the moments, for which
/// pass <see cref="Lambda"/> = lr·λ.</param>
public sealed class DozatNAdam(int length, DecayVariant variant) : IAlgorithm
{
    private readonly double[] _m = new double[length];
    private readonly double[] _v = new double[length];
    private double _product = 1;
    private long _t;

    /// <summary>α, the learning rate, settable between steps. Default 0.002.</summary>
    public double Alpha { get; set; } = 0.002;

    /// <summary>β₁, the decay rate of the first moment. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the decay rate of the second moment. Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>ψ, by which the momentum approaches β₁. Default 0.004.</summary>
    public double MomentumDecay { get; init; } = 0.004;

    /// <summary>Whether the correction of the first moment counts μ_t twice, as PyTorch before 2.0 did by mistake. Default <see langword="false"/>.</summary>
    public bool CountsMomentumTwice { get; init; }

    /// <summary>Whether the product is rounded to float32 after every factor, as PyTorch's is. Default <see langword="false"/>.</summary>
    public bool RoundsProduct { get; init; }

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
        double mu = Momentum(_t);
        double muNext = Momentum(_t + 1);
        _product = RoundsProduct ? (float)_product * (float)mu : _product * mu;
        double productNext = CountsMomentumTwice ? _product * mu * muNext : _product * muNext;
        if (RoundsProduct && CountsMomentumTwice)
        {
            productNext = (float)_product * (float)mu * (float)muNext;
        }

        for (int i = 0; i < theta.Length; i++)
        {
            double g = Maximize ? -gradient[i] : gradient[i];
            if (variant == DecayVariant.L2)
            {
                g += Lambda * theta[i];
            }

            _m[i] = (Beta1 * _m[i]) + ((1 - Beta1) * g);
            _v[i] = (Beta2 * _v[i]) + ((1 - Beta2) * g * g);
            double gHat = g / (1 - _product);                                     // ĝ ← g_t / (1 − ∏ μ_i), i to t
            double mHat = _m[i] / (1 - productNext);                              // m̂ ← m_t / (1 − ∏ μ_i), i to t + 1
            double vHat = _v[i] / (1 - Math.Pow(Beta2, _t));                      // v̂ ← v_t / (1 − β₂ᵗ)
            double mBar = ((1 - mu) * gHat) + (muNext * mHat);                    // m̄ ← (1 − μ_t)ĝ + μ_{t+1}m̂
            double update = Alpha * mBar / (Math.Sqrt(vHat) + Epsilon);           // θ_t ← θ_{t−1} − η m̄ / (√v̂ + ε)
            double decay = variant == DecayVariant.Decoupled ? Lambda * theta[i] : 0;
            theta[i] -= eta * (update + decay);
        }
    }

    private double Momentum(long step) => Beta1 * (1 - (0.5 * Math.Pow(0.96, step * MomentumDecay)));
}
