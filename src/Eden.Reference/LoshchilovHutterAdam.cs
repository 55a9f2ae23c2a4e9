namespace Eden.Reference;

/// <summary>
/// Algorithm 2 of Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019), as printed: Adam with L2
/// regularization and Adam with decoupled weight decay (AdamW).
/// </summary>
/// <remarks>
/// <para>An instance holds the moments of one parameter vector; two vectors need two instances. Comments give the paper's
/// line numbers.</para>
/// <para>The decay of a step is ηₜλ, whatever α is. PyTorch's AdamW takes ηₜ·lr·λ instead: for its convention pass
/// <see cref="Alpha"/> = lr and <see cref="Lambda"/> = lr·λ. Its L2 penalty (<c>weight_decay</c> of its Adam) is λ as it is
/// here.</para>
/// </remarks>
/// <param name="length">The length of the parameter vector.</param>
/// <param name="variant">The highlighted term to take.</param>
public sealed class LoshchilovHutterAdam(int length, DecayVariant variant) : IAlgorithm
{
    // 2: initialize time step t ← 0, first moment vector m ← 0, second moment vector v ← 0
    private readonly double[] _m = new double[length];
    private readonly double[] _v = new double[length];
    private readonly double[] _vMax = new double[length];
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

    /// <summary>Not in the paper: whether line 10 takes the largest v so far, before bias correction, as PyTorch's
    /// <c>amsgrad</c> (Reddi, Kale and Kumar 2018). Default <see langword="false"/>.</summary>
    public bool AmsGrad { get; init; }

    /// <summary>Not in the paper: whether line 5 negates the gradient, as PyTorch's <c>maximize</c>. Default
    /// <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>Not in the paper: whether line 9 looks one step ahead, as <c>nesterov</c> of optax (after Dozat 2016). Default
    /// <see langword="false"/>.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Not in the paper: what line 12 adds to v̂ inside the root, as <c>eps_root</c> of optax. Default 0.</summary>
    public double EpsilonRoot { get; init; }

    /// <summary>Not in the paper: whether the update is masked where it disagrees with the gradient (Liang et al., "Cautious
    /// Optimizers", 2024). Default <see langword="false"/>.</summary>
    public bool Cautious { get; init; }

    /// <summary>Not in the paper: whether the decay of a step is ηₜ²λ (Defazio, "Why Gradients Rapidly Increase Near the End of
    /// Training", 2025). Default <see langword="false"/>.</summary>
    public bool CorrectedDecay { get; init; }

    /// <summary>Not in the paper: whether θ decays only where the update does not move it away from 0 (Chen et al., "Cautious Weight
    /// Decay", 2025). Default <see langword="false"/>.</summary>
    public bool CautiousDecay { get; init; }

    /// <summary>t, the number of steps taken.</summary>
    public long StepCount => _t;

    /// <summary>m, the first moment.</summary>
    public ReadOnlySpan<double> FirstMoment => _m;

    /// <summary>v, the second raw moment.</summary>
    public ReadOnlySpan<double> SecondMoment => _v;

    /// <summary>The largest v so far; zeros without <see cref="AmsGrad"/>.</summary>
    public ReadOnlySpan<double> MaxSecondMoment => _vMax;

    /// <summary>One round of the loop (lines 4 to 12).</summary>
    /// <param name="theta">θ, updated in place.</param>
    /// <param name="gradient">The gradient at θ.</param>
    /// <param name="eta">ηₜ, the schedule multiplier of this step (line 11).</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the moments.</exception>
    public void Step(double[] theta, double[] gradient, double eta = 1)
    {
        Vectors.CheckLengths(_m.Length, theta, gradient);

        _t++;                                                               // 4:  t ← t + 1
        double[] update = new double[theta.Length];
        double[] direction = new double[theta.Length];
        for (int i = 0; i < theta.Length; i++)
        {
            double g = Maximize ? -gradient[i] : gradient[i];               // 5:  ∇f_t(θ_{t−1})
            if (variant == DecayVariant.L2)
            {
                g += Lambda * theta[i];                                     // 6:  g_t ← ∇f_t(θ_{t−1}) + λθ_{t−1}
            }

            _m[i] = (Beta1 * _m[i]) + ((1 - Beta1) * g);                    // 7:  m_t ← β₁m_{t−1} + (1 − β₁)g_t
            _v[i] = (Beta2 * _v[i]) + ((1 - Beta2) * g * g);                // 8:  v_t ← β₂v_{t−1} + (1 − β₂)g_t²
            double mHat = _m[i] / (1 - Math.Pow(Beta1, _t));                // 9:  m̂_t ← m_t / (1 − β₁ᵗ)
            double vHat = LargestSoFar(i) / (1 - Math.Pow(Beta2, _t));      // 10: v̂_t ← v_t / (1 − β₂ᵗ)
            if (Nesterov)
            {
                mHat = (Beta1 * _m[i] / (1 - Math.Pow(Beta1, _t + 1))) + ((1 - Beta1) * g / (1 - Math.Pow(Beta1, _t)));
            }

            update[i] = Alpha * mHat / (Math.Sqrt(vHat + EpsilonRoot) + Epsilon);
            direction[i] = g;
        }

        if (Cautious)
        {
            CautiousMask.Apply(update, direction);
        }

        for (int i = 0; i < theta.Length; i++)
        {
            double decay = variant == DecayVariant.Decoupled ? Lambda * theta[i] : 0;
            if (CorrectedDecay)
            {
                decay *= eta;
            }

            if (CautiousDecay && Math.Sign(update[i]) * Math.Sign(theta[i]) < 0)
            {
                decay = 0;
            }

            theta[i] -= eta * (update[i] + decay);                           // 12: θ_t ← θ_{t−1} − η_t(αm̂_t / (√v̂_t + ε) + λθ_{t−1})
        }
    }

    private double LargestSoFar(int i)
    {
        if (!AmsGrad)
        {
            return _v[i];
        }

        _vMax[i] = Math.Max(_vMax[i], _v[i]);
        return _vMax[i];
    }
}
