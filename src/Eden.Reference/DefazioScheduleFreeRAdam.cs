namespace Eden.Reference;

/// <summary>Schedule-Free RAdam of the authors' code 1.4: Algorithm 1 of Defazio et al., "The Road Less Scheduled" (2024), with the
/// rectification of Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond" (2020), in the place of a warm-up.</summary>
/// <remarks>Deviation from the code: the schedule multiplier scales a step and does not weigh the average.</remarks>
/// <param name="length">The length of the parameter vector.</param>
public sealed class DefazioScheduleFreeRAdam(int length) : IAlgorithm
{
    private readonly double[] _x = new double[length];
    private readonly double[] _z = new double[length];
    private readonly double[] _v = new double[length];
    private double _largestRate;
    private double _weightSum;
    private long _t;

    /// <summary>γ, the learning rate. Default 0.0025.</summary>
    public double Alpha { get; set; } = 0.0025;

    /// <summary>β₁, how near the gradient is taken to the average. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the decay rate of the second moment. Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>λ, the decay, times the rate of a step. Default 0.</summary>
    public double Lambda { get; set; }

    /// <summary>Whether steps before the rectification move nothing, in the place of steps of SGD. Default <see langword="true"/>.</summary>
    public bool SilentSgdPhase { get; init; } = true;

    /// <summary>Whether to negate the gradient. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>t, the number of steps taken.</summary>
    public long StepCount => _t;

    /// <summary>x, the average: where the model is evaluated.</summary>
    public ReadOnlySpan<double> Average => _x;

    /// <summary>z, the iterate.</summary>
    public ReadOnlySpan<double> Iterate => _z;

    /// <summary>v, the second raw moment.</summary>
    public ReadOnlySpan<double> SecondMoment => _v;

    /// <summary>One step.</summary>
    /// <param name="theta">y, where the gradient was taken; afterwards the next such point.</param>
    /// <param name="gradient">The gradient at y.</param>
    /// <param name="eta">The schedule multiplier of this step.</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the state.</exception>
    public void Step(double[] theta, double[] gradient, double eta = 1)
    {
        Vectors.CheckLengths(_v.Length, theta, gradient);

        _t++;
        if (_t == 1)
        {
            theta.CopyTo(_x, 0);
            theta.CopyTo(_z, 0);
        }

        double power = Math.Pow(Beta2, _t);
        double rhoInfinity = (2 / (1 - Beta2)) - 1;
        double rho = rhoInfinity - (2 * _t * power / (1 - power));
        bool isAdaptive = rho > 4;
        double rate = isAdaptive ? Math.Sqrt((rho - 4) * (rho - 2) * rhoInfinity / ((rhoInfinity - 4) * (rhoInfinity - 2) * rho))
            : SilentSgdPhase ? 0
            : 1;
        _largestRate = Math.Max(_largestRate, rate);
        _weightSum += _largestRate * _largestRate;
        double c = _weightSum > 0 ? _largestRate * _largestRate / _weightSum : 0;
        for (int i = 0; i < theta.Length; i++)
        {
            double g = Maximize ? -gradient[i] : gradient[i];
            _v[i] = (Beta2 * _v[i]) + ((1 - Beta2) * g * g);
            double step = isAdaptive ? g / (Math.Sqrt(_v[i] / (1 - power)) + Epsilon) : g;
            _z[i] -= eta * Alpha * rate * (step + (Lambda * theta[i]));
            _x[i] = ((1 - c) * _x[i]) + (c * _z[i]);                              // x_{t+1} = (1 − c_{t+1})x_t + c_{t+1}z_{t+1}
            theta[i] = ((1 - Beta1) * _z[i]) + (Beta1 * _x[i]);                   // y_{t+1} = (1 − β₁)z_{t+1} + β₁x_{t+1}
        }
    }
}
