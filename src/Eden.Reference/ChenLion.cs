namespace Eden.Reference;

/// <summary>Lion: Algorithm 2 of Chen et al., "Symbolic Discovery of Optimization Algorithms" (2023).</summary>
/// <remarks>The decay of a step is ηλ: for the paper's, pass <see cref="Lambda"/> = lr·λ.</remarks>
/// <param name="length">The length of the parameter vector.</param>
public sealed class ChenLion(int length) : IAlgorithm
{
    private readonly double[] _m = new double[length];
    private long _t;

    /// <summary>The learning rate (η of the paper), settable between steps. Default 0.0001.</summary>
    public double Alpha { get; set; } = 1e-4;

    /// <summary>β₁. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂. Default 0.99.</summary>
    public double Beta2 { get; init; } = 0.99;

    /// <summary>λ, the factor of the decay, settable between steps. Default 0.</summary>
    public double Lambda { get; set; }

    /// <summary>Whether to negate the gradient. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>Not in the paper: whether the update is masked where it disagrees with the gradient (Liang et al., "Cautious
    /// Optimizers", 2024). Default <see langword="false"/>.</summary>
    public bool Cautious { get; init; }

    /// <summary>Not in the paper: whether θ decays only where the update does not move it away from 0 (Chen et al., "Cautious Weight
    /// Decay", 2025). Default <see langword="false"/>.</summary>
    public bool CautiousDecay { get; init; }

    /// <summary>t, the number of steps taken.</summary>
    public long StepCount => _t;

    /// <summary>m, the momentum.</summary>
    public ReadOnlySpan<double> FirstMoment => _m;

    /// <summary>One step.</summary>
    /// <param name="theta">θ, updated in place.</param>
    /// <param name="gradient">The gradient at θ.</param>
    /// <param name="eta">The schedule multiplier of this step.</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the state.</exception>
    public void Step(double[] theta, double[] gradient, double eta = 1)
    {
        Vectors.CheckLengths(_m.Length, theta, gradient);

        _t++;
        double[] update = new double[theta.Length];
        double[] g = [.. gradient.Select(value => Maximize ? -value : value)];
        for (int i = 0; i < theta.Length; i++)
        {
            double c = (Beta1 * _m[i]) + ((1 - Beta1) * g[i]);              // c_t ← β₁m_{t−1} + (1 − β₁)g_t
            update[i] = Math.Sign(c);
            _m[i] = (Beta2 * _m[i]) + ((1 - Beta2) * g[i]);                 // m_t ← β₂m_{t−1} + (1 − β₂)g_t
        }

        if (Cautious)
        {
            CautiousMask.Apply(update, g);
        }

        for (int i = 0; i < theta.Length; i++)
        {
            double decay = CautiousDecay && Math.Sign(update[i]) * Math.Sign(theta[i]) < 0 ? 0 : Lambda * theta[i];
            theta[i] -= eta * ((Alpha * update[i]) + decay);                // θ_t ← θ_{t−1} − η_t(sign(c_t) + λθ_{t−1})
        }
    }
}
