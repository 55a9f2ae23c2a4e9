namespace Eden.Reference;

/// <summary>Schedule-Free SGD: equations (3) to (5) of Defazio et al., "The Road Less Scheduled" (2024), with the warm-up of the authors'
/// code.</summary>
/// <remarks>Deviation from the paper: the schedule multiplier scales a step and does not weigh the average.</remarks>
/// <param name="length">The length of the parameter vector.</param>
public sealed class DefazioScheduleFreeSgd(int length) : IAlgorithm
{
    private readonly double[] _x = new double[length];
    private readonly double[] _z = new double[length];
    private double _weightSum;
    private long _t;

    /// <summary>γ, the learning rate. Default 1.</summary>
    public double Alpha { get; set; } = 1;

    /// <summary>β, how near the gradient is taken to the average. Default 0.9.</summary>
    public double Beta { get; init; } = 0.9;

    /// <summary>λ, the decay, times γ in a step. Default 0.</summary>
    public double Lambda { get; set; }

    /// <summary>T of the linear warm-up; 0 for none. Default 0.</summary>
    public long WarmupSteps { get; init; }

    /// <summary>Whether to negate the gradient. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>t, the number of steps taken.</summary>
    public long StepCount => _t;

    /// <summary>x, the average: where the model is evaluated.</summary>
    public ReadOnlySpan<double> Average => _x;

    /// <summary>z, the iterate.</summary>
    public ReadOnlySpan<double> Iterate => _z;

    /// <summary>One step.</summary>
    /// <param name="theta">y, where the gradient was taken; afterwards the next such point.</param>
    /// <param name="gradient">The gradient at y.</param>
    /// <param name="eta">The schedule multiplier of this step.</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the state.</exception>
    public void Step(double[] theta, double[] gradient, double eta = 1)
    {
        Vectors.CheckLengths(_x.Length, theta, gradient);

        _t++;
        if (_t == 1)
        {
            theta.CopyTo(_x, 0);
            theta.CopyTo(_z, 0);
        }

        double warmup = WarmupSteps > 0 ? Math.Min(1, (double)_t / WarmupSteps) : 1;
        _weightSum += warmup * warmup;
        double c = warmup * warmup / _weightSum;
        for (int i = 0; i < theta.Length; i++)
        {
            double g = Maximize ? -gradient[i] : gradient[i];
            _z[i] -= eta * Alpha * warmup * (g + (Lambda * theta[i]));            // z_{t+1} = z_t − γ∇f(y_t)
            _x[i] = ((1 - c) * _x[i]) + (c * _z[i]);                              // x_{t+1} = (1 − c_{t+1})x_t + c_{t+1}z_{t+1}
            theta[i] = ((1 - Beta) * _z[i]) + (Beta * _x[i]);                     // y_t = (1 − β)z_t + βx_t
        }
    }
}
