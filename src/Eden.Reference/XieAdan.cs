namespace Eden.Reference;

/// <summary>Adan: Algorithm 1 of Xie et al., "Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models"
/// (2022), without restarts.</summary>
/// <remarks>
/// <para>Deviations from the paper, all those of the authors' code: β₁, β₂ and β₃ are 1 minus the paper's, the moments are
/// bias-corrected, and the decay may come before the update.</para>
/// <para>The decay of a step is ηλ: for the paper's, pass <see cref="Lambda"/> = lr·λ.</para>
/// </remarks>
/// <param name="length">The length of the parameter vector.</param>
public sealed class XieAdan(int length) : IAlgorithm
{
    private readonly double[] _m = new double[length];
    private readonly double[] _v = new double[length];
    private readonly double[] _n = new double[length];
    private readonly double[] _previous = new double[length];
    private long _t;

    /// <summary>The learning rate (η of the paper), settable between steps. Default 0.001.</summary>
    public double Alpha { get; set; } = 0.001;

    /// <summary>β₁, the decay rate of the average of gradients. Default 0.98.</summary>
    public double Beta1 { get; init; } = 0.98;

    /// <summary>β₂, the decay rate of the average of differences. Default 0.92.</summary>
    public double Beta2 { get; init; } = 0.92;

    /// <summary>β₃, the decay rate of the second moment. Default 0.99.</summary>
    public double Beta3 { get; init; } = 0.99;

    /// <summary>ε. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>λ, the factor of the decay, settable between steps. Default 0.</summary>
    public double Lambda { get; set; }

    /// <summary>Whether to multiply with 1 − ηλ before the update, instead of dividing by 1 + ηλ after it: <c>no_prox</c> of
    /// the authors' code. Default <see langword="false"/>.</summary>
    public bool DecaysFirst { get; init; }

    /// <summary>Whether to negate the gradient. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>k, the number of steps taken.</summary>
    public long StepCount => _t;

    /// <summary>m, the average of the gradients.</summary>
    public ReadOnlySpan<double> FirstMoment => _m;

    /// <summary>v, the average of the gradients' differences.</summary>
    public ReadOnlySpan<double> DifferenceMoment => _v;

    /// <summary>n, the second moment.</summary>
    public ReadOnlySpan<double> SecondMoment => _n;

    /// <summary>The gradient of the step before, after <see cref="Maximize"/>.</summary>
    public ReadOnlySpan<double> PreviousGradient => _previous;

    /// <summary>One step.</summary>
    /// <param name="theta">θ, updated in place.</param>
    /// <param name="gradient">The gradient at θ.</param>
    /// <param name="eta">The schedule multiplier of this step.</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the state.</exception>
    public void Step(double[] theta, double[] gradient, double eta = 1)
    {
        Vectors.CheckLengths(_m.Length, theta, gradient);

        _t++;
        double decay = eta * Lambda;
        for (int i = 0; i < theta.Length; i++)
        {
            double g = Maximize ? -gradient[i] : gradient[i];
            double difference = _t == 1 ? 0 : g - _previous[i];
            double ahead = g + (Beta2 * difference);
            _m[i] = (Beta1 * _m[i]) + ((1 - Beta1) * g);                          // m_k = (1 − β₁)m_{k−1} + β₁g_k
            _v[i] = (Beta2 * _v[i]) + ((1 - Beta2) * difference);                 // v_k = (1 − β₂)v_{k−1} + β₂(g_k − g_{k−1})
            _n[i] = (Beta3 * _n[i]) + ((1 - Beta3) * ahead * ahead);              // n_k = (1 − β₃)n_{k−1} + β₃[g_k + (1 − β₂)(g_k − g_{k−1})]²
            _previous[i] = g;

            double mHat = _m[i] / (1 - Math.Pow(Beta1, _t));
            double vHat = _v[i] / (1 - Math.Pow(Beta2, _t));
            double nHat = _n[i] / (1 - Math.Pow(Beta3, _t));
            double step = eta * Alpha / (Math.Sqrt(nHat) + Epsilon);              // η_k = η/(√n_k + ε)
            double update = step * (mHat + (Beta2 * vHat));                       // η_k ∘ (m_k + (1 − β₂)v_k)
            theta[i] = DecaysFirst
                ? (theta[i] * (1 - decay)) - update
                : (theta[i] - update) / (1 + decay);                              // θ_{k+1} = (1 + λη)⁻¹[θ_k − update]
        }
    }
}
