namespace Eden.Reference;

/// <summary>AdEMAMix: Algorithm 1 of Pagliardini, Ablin and Grangier, "The AdEMAMix Optimizer: Better, Faster, Older" (2024), with the
/// warm-ups of the authors' code.</summary>
/// <param name="length">The length of the parameter vector.</param>
public sealed class PagliardiniAdEmaMix(int length) : IAlgorithm
{
    private readonly double[] _m1 = new double[length];
    private readonly double[] _m2 = new double[length];
    private readonly double[] _v = new double[length];
    private long _t;

    /// <summary>η, the learning rate, settable between steps. Default 0.001.</summary>
    public double Alpha { get; set; } = 0.001;

    /// <summary>λ, the decay, times η in a step. Default 0.</summary>
    public double Lambda { get; set; }

    /// <summary>β₁, the decay rate of the fast average. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the decay rate of the second moment. Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>β₃, the decay rate of the slow average. Default 0.9999.</summary>
    public double Beta3 { get; init; } = 0.9999;

    /// <summary>α, the weight of the slow average. Default 2.</summary>
    public double SlowWeight { get; init; } = 2;

    /// <summary>T_β₃; 0 for no warm-up. Default 0.</summary>
    public long Beta3Warmup { get; init; }

    /// <summary>T_α; 0 for no warm-up. Default 0.</summary>
    public long SlowWeightWarmup { get; init; }

    /// <summary>ε. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Whether to negate the gradient. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>t, the number of steps taken.</summary>
    public long StepCount => _t;

    /// <summary>m₁, the fast average.</summary>
    public ReadOnlySpan<double> FastAverage => _m1;

    /// <summary>m₂, the slow average.</summary>
    public ReadOnlySpan<double> SlowAverage => _m2;

    /// <summary>ν, the second moment.</summary>
    public ReadOnlySpan<double> SecondMoment => _v;

    /// <summary>One step.</summary>
    /// <param name="theta">θ, updated in place.</param>
    /// <param name="gradient">The gradient at θ.</param>
    /// <param name="eta">The schedule multiplier of this step.</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the state.</exception>
    public void Step(double[] theta, double[] gradient, double eta = 1)
    {
        Vectors.CheckLengths(_v.Length, theta, gradient);

        _t++;
        double alpha = SlowWeightWarmup > 0 ? Math.Min(_t * SlowWeight / SlowWeightWarmup, SlowWeight) : SlowWeight;   // f_α(t)
        double beta3 = Beta3Warmup > 0 && _t < Beta3Warmup ? WarmBeta3((double)_t / Beta3Warmup) : Beta3;              // f_β₃(t)
        for (int i = 0; i < theta.Length; i++)
        {
            double g = Maximize ? -gradient[i] : gradient[i];
            _m1[i] = (Beta1 * _m1[i]) + ((1 - Beta1) * g);                        // m₁ = β₁m₁ + (1 − β₁)g
            _m2[i] = (beta3 * _m2[i]) + ((1 - beta3) * g);                        // m₂ = β₃m₂ + (1 − β₃)g
            _v[i] = (Beta2 * _v[i]) + ((1 - Beta2) * g * g);                      // ν = β₂ν + (1 − β₂)g²
            double m1Hat = _m1[i] / (1 - Math.Pow(Beta1, _t));
            double vHat = _v[i] / (1 - Math.Pow(Beta2, _t));
            double update = (m1Hat + (alpha * _m2[i])) / (Math.Sqrt(vHat) + Epsilon);
            theta[i] -= eta * Alpha * (update + (Lambda * theta[i]));             // θ = θ − η((m̂₁ + αm₂)/(√ν̂ + ε) + λθ)
        }
    }

    /// <summary>β₃ at a share of its warm-up: its half-life goes linearly from that of β₁ to its own.</summary>
    private double WarmBeta3(double share)
    {
        double start = Math.Log(0.5) / Math.Log(Beta1 + 1e-8);
        double end = Math.Log(0.5) / Math.Log(Beta3 + 1e-8);
        return Math.Exp(Math.Log(0.5) / (start + (share * (end - start))));
    }
}
