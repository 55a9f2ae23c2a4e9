namespace Eden.Reference;

/// <summary>Algorithm 1 of Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015), as printed.</summary>
/// <remarks>
/// An instance holds the moments of one parameter vector; two vectors need two instances. The paper does not number the
/// lines of its algorithm, so the comments quote them. For AMSGrad, ascent, weight decay and schedules see
/// <see cref="LoshchilovHutterAdam"/>, which without them is this algorithm.
/// </remarks>
/// <param name="length">The length of the parameter vector.</param>
public sealed class KingmaBaAdam(int length)
{
    // "m₀ ← 0 (initialize 1st moment vector)"
    private readonly double[] _m = new double[length];

    // "v₀ ← 0 (initialize 2nd moment vector)"
    private readonly double[] _v = new double[length];

    // "t ← 0 (initialize timestep)"
    private long _t;

    /// <summary>α, the step size. Default 0.001.</summary>
    public double Alpha { get; set; } = 0.001;

    /// <summary>β₁, the decay rate of the first moment. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the decay rate of the second moment. Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>t, the number of steps taken.</summary>
    public long StepCount => _t;

    /// <summary>m, the first moment.</summary>
    public ReadOnlySpan<double> FirstMoment => _m;

    /// <summary>v, the second raw moment.</summary>
    public ReadOnlySpan<double> SecondMoment => _v;

    /// <summary>One round of the loop.</summary>
    /// <param name="theta">θ, updated in place.</param>
    /// <param name="gradient">The gradient at θ.</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the moments.</exception>
    public void Step(double[] theta, double[] gradient)
    {
        Vectors.CheckLengths(_m.Length, theta, gradient);

        _t++;                                                           // "t ← t + 1"
        for (int i = 0; i < theta.Length; i++)
        {
            double g = gradient[i];                                     // "g_t ← ∇f_t(θ_{t−1})"
            _m[i] = (Beta1 * _m[i]) + ((1 - Beta1) * g);                // "m_t ← β₁·m_{t−1} + (1 − β₁)·g_t"
            _v[i] = (Beta2 * _v[i]) + ((1 - Beta2) * g * g);            // "v_t ← β₂·v_{t−1} + (1 − β₂)·g_t²"
            double mHat = _m[i] / (1 - Math.Pow(Beta1, _t));            // "m̂_t ← m_t / (1 − β₁ᵗ)"
            double vHat = _v[i] / (1 - Math.Pow(Beta2, _t));            // "v̂_t ← v_t / (1 − β₂ᵗ)"
            theta[i] -= Alpha * mHat / (Math.Sqrt(vHat) + Epsilon);     // "θ_t ← θ_{t−1} − α·m̂_t / (√v̂_t + ε)"
        }
    }
}
