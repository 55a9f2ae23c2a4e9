namespace Eden.Reference;

/// <summary>Rprop of Riedmiller and Braun, "A Direct Adaptive Method for Faster Backpropagation Learning: The RPROP Algorithm" (1993), in
/// the form iRprop− of Igel and Hüsken, "Improving the Rprop Learning Algorithm" (2000), Algorithm 4, which PyTorch has.</summary>
/// <remarks>Deviation from Algorithm 4, PyTorch's: a factor of 1 is followed by the bounds too.</remarks>
/// <param name="length">The length of the parameter vector.</param>
public sealed class RiedmillerBraunRprop(int length) : IAlgorithm
{
    private readonly double[] _previous = new double[length];
    private readonly double[] _size = new double[length];
    private long _t;

    /// <summary>Δ₀, the size of the first step. Default 0.01.</summary>
    public double Alpha { get; set; } = 0.01;

    /// <summary>Without effect: the algorithm has no decay.</summary>
    public double Lambda { get; set; }

    /// <summary>η⁻. Default 0.5.</summary>
    public double Decrease { get; init; } = 0.5;

    /// <summary>η⁺. Default 1.2.</summary>
    public double Increase { get; init; } = 1.2;

    /// <summary>Δ_min. Default 1e-6.</summary>
    public double Smallest { get; init; } = 1e-6;

    /// <summary>Δ_max. Default 50.</summary>
    public double Largest { get; init; } = 50;

    /// <summary>Whether to negate the gradient, as PyTorch's <c>maximize</c>. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>t, the number of steps taken.</summary>
    public long StepCount => _t;

    /// <summary>The gradient of the step before, 0 where that changed its sign.</summary>
    public ReadOnlySpan<double> Previous => _previous;

    /// <summary>Δ, the sizes of the steps.</summary>
    public ReadOnlySpan<double> Sizes => _size;

    /// <summary>One step.</summary>
    /// <param name="theta">w, updated in place.</param>
    /// <param name="gradient">The gradient at w.</param>
    /// <param name="eta">The schedule multiplier of this step, which matters in the first alone.</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the state.</exception>
    public void Step(double[] theta, double[] gradient, double eta = 1)
    {
        Vectors.CheckLengths(_previous.Length, theta, gradient);

        _t++;
        for (int i = 0; i < theta.Length; i++)
        {
            double g = Maximize ? -gradient[i] : gradient[i];
            double size = _t == 1 ? eta * Alpha : _size[i];
            int agreement = Math.Sign(g) * Math.Sign(_previous[i]);
            if (agreement > 0)
            {
                size *= Increase;                                                 // Δ ← min(Δη⁺, Δ_max)
            }
            else if (agreement < 0)
            {
                size *= Decrease;                                                 // Δ ← max(Δη⁻, Δ_min)
                g = 0;                                                            // ∂E/∂w ← 0
            }

            _size[i] = Math.Min(Math.Max(size, Smallest), Largest);
            theta[i] -= Math.Sign(g) * _size[i];                                  // w ← w − sign(∂E/∂w)Δ
            _previous[i] = g;
        }
    }
}
