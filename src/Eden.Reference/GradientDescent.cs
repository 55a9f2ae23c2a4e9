namespace Eden.Reference;

/// <summary>
/// Stochastic gradient descent as PyTorch's <c>SGD</c>. Where PyTorch goes with it, this is Algorithm 1 of Loshchilov and
/// Hutter, "Decoupled Weight Decay Regularization" (2019): SGD with L2 regularization and with decoupled weight decay, both
/// with momentum.
/// </summary>
/// <remarks>
/// <para>An instance holds the momentum of one parameter vector; two vectors need two instances. Comments give the paper's
/// line numbers.</para>
/// <para>Deviations from the paper, all PyTorch's: the momentum holds gradients, and the learning rate ηₜα multiplies it in
/// line 9, where the paper's holds steps that were multiplied in line 8 (the same as long as ηₜα stays the same and there is
/// no dampening); dampening, except in the first step and without momentum; Nesterov momentum.</para>
/// <para>The decay of a step is ηₜλ as in the paper; for decay that scales with the learning rate pass
/// <see cref="Lambda"/> = lr·λ.</para>
/// </remarks>
/// <param name="length">The length of the parameter vector.</param>
/// <param name="variant">The highlighted term to take.</param>
public sealed class GradientDescent(int length, DecayVariant variant) : IAlgorithm
{
    // 2: initialize time step t ← 0, first moment vector m ← 0
    private readonly double[] _m = new double[length];
    private long _t;

    /// <summary>α, the learning rate, settable between steps. Default 0.001.</summary>
    public double Alpha { get; set; } = 0.001;

    /// <summary>The momentum factor: β₁ of the paper. Default 0.</summary>
    public double Momentum { get; init; }

    /// <summary>τ: from the second step on, the gradient enters the momentum times 1 − τ; nothing without momentum. Default
    /// 0.</summary>
    public double Dampening { get; init; }

    /// <summary>Whether to step along g + βm instead of m. Default <see langword="false"/>.</summary>
    public bool Nesterov { get; init; }

    /// <summary>λ, the factor of the regularization or decay, settable between steps. Default 0.</summary>
    public double Lambda { get; set; }

    /// <summary>Whether to negate the gradient, as PyTorch's <c>maximize</c>. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>t, the number of steps taken.</summary>
    public long StepCount => _t;

    /// <summary>m, the momentum: PyTorch's <c>momentum_buffer</c>.</summary>
    public ReadOnlySpan<double> MomentumBuffer => _m;

    /// <summary>One round of the loop (lines 4 to 9).</summary>
    /// <param name="theta">θ, updated in place.</param>
    /// <param name="gradient">The gradient at θ.</param>
    /// <param name="eta">ηₜ, the schedule multiplier of this step (line 7).</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the momentum.</exception>
    public void Step(double[] theta, double[] gradient, double eta = 1)
    {
        Vectors.CheckLengths(_m.Length, theta, gradient);

        _t++;                                                               // 4: t ← t + 1
        double share = _t == 1 || Momentum == 0 ? 1 : 1 - Dampening;
        for (int i = 0; i < theta.Length; i++)
        {
            double g = Maximize ? -gradient[i] : gradient[i];               // 5: ∇f_t(θ_{t−1})
            if (variant == DecayVariant.L2)
            {
                g += Lambda * theta[i];                                     // 6: g_t ← ∇f_t(θ_{t−1}) + λθ_{t−1}
            }

            _m[i] = (Momentum * _m[i]) + (share * g);                       // 8: m_t ← β₁m_{t−1} + η_tαg_t, with η_tα left to line 9
            double direction = Nesterov ? g + (Momentum * _m[i]) : _m[i];
            double decay = variant == DecayVariant.Decoupled ? Lambda * theta[i] : 0;
            theta[i] -= eta * ((Alpha * direction) + decay);                // 9: θ_t ← θ_{t−1} − m_t − η_tλθ_{t−1}
        }
    }
}
