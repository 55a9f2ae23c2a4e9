namespace Eden.Reference;

/// <summary>LAMB: Algorithm 2 of You et al., "Large Batch Optimization for Deep Learning: Training BERT in 76 minutes" (2020),
/// with φ(z) = z.</summary>
/// <remarks>An instance is one layer of the paper. Deviations from the paper, all timm's: without decay the step is Adam's
/// unless <see cref="AlwaysAdapts"/>, a norm of 0 leaves the update as it is, the ratio may be clipped, and the first moment may
/// be a sum.</remarks>
/// <param name="length">The length of the parameter vector.</param>
public sealed class YouLamb(int length) : IAlgorithm
{
    private readonly double[] _m = new double[length];
    private readonly double[] _v = new double[length];
    private long _t;

    /// <summary>The learning rate (η of the paper), settable between steps. Default 0.001.</summary>
    public double Alpha { get; set; } = 0.001;

    /// <summary>β₁, the decay rate of the first moment. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the decay rate of the second moment. Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε. Default 1e-6.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>λ, the decay inside the update, settable between steps. Default 0.</summary>
    public double Lambda { get; set; }

    /// <summary>Whether the gradient enters m times 1 − β₁ and not as it is: timm's <c>grad_averaging</c>. Default
    /// <see langword="true"/>.</summary>
    public bool AveragesGradients { get; init; } = true;

    /// <summary>Whether the trust ratio is at most 1: timm's <c>trust_clip</c>. Default <see langword="false"/>.</summary>
    public bool ClipsTrust { get; init; }

    /// <summary>Whether the trust ratio scales updates without decay too: timm's <c>always_adapt</c>. Default
    /// <see langword="false"/>.</summary>
    public bool AlwaysAdapts { get; init; }

    /// <summary>Whether to negate the gradient. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>t, the number of steps taken.</summary>
    public long StepCount => _t;

    /// <summary>m, the first moment.</summary>
    public ReadOnlySpan<double> FirstMoment => _m;

    /// <summary>v, the second raw moment.</summary>
    public ReadOnlySpan<double> SecondMoment => _v;

    /// <summary>The trust ratio of the last step; 1 before the first.</summary>
    public double TrustRatio { get; private set; } = 1;

    /// <summary>One step.</summary>
    /// <param name="theta">x, updated in place.</param>
    /// <param name="gradient">The gradient at x.</param>
    /// <param name="eta">The schedule multiplier of this step.</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the state.</exception>
    public void Step(double[] theta, double[] gradient, double eta = 1)
    {
        Vectors.CheckLengths(_m.Length, theta, gradient);

        _t++;
        double share = AveragesGradients ? 1 - Beta1 : 1;
        double[] update = new double[theta.Length];
        for (int i = 0; i < theta.Length; i++)
        {
            double g = Maximize ? -gradient[i] : gradient[i];
            _m[i] = (Beta1 * _m[i]) + (share * g);                                // m_t = β₁m_{t−1} + (1 − β₁)g_t
            _v[i] = (Beta2 * _v[i]) + ((1 - Beta2) * g * g);                      // v_t = β₂v_{t−1} + (1 − β₂)g_t²
            double mHat = _m[i] / (1 - Math.Pow(Beta1, _t));                      // m_t = m_t / (1 − β₁ᵗ)
            double vHat = _v[i] / (1 - Math.Pow(Beta2, _t));                      // v_t = v_t / (1 − β₂ᵗ)
            double r = mHat / (Math.Sqrt(vHat) + Epsilon);                        // r_t = m_t / (√v_t + ε)
            update[i] = r + (Lambda * theta[i]);
        }

        TrustRatio = Ratio(Norm(theta), Norm(update));
        for (int i = 0; i < theta.Length; i++)
        {
            theta[i] -= eta * Alpha * TrustRatio * update[i];                     // x_{t+1} = x_t − η_t φ(‖x_t‖)/‖r_t + λx_t‖ (r_t + λx_t)
        }
    }

    private static double Norm(double[] vector) => Math.Sqrt(vector.Sum(value => value * value));

    private double Ratio(double valueNorm, double updateNorm)
    {
        bool adapts = (Lambda != 0 || AlwaysAdapts) && valueNorm > 0 && updateNorm > 0;
        double ratio = adapts ? valueNorm / updateNorm : 1;
        return ClipsTrust ? Math.Min(ratio, 1) : ratio;
    }
}
