namespace Eden.Reference;

/// <summary>Adafactor: Algorithms 4 and 5 of Shazeer and Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost"
/// (2018), as PyTorch's <c>Adafactor</c>.</summary>
/// <remarks>
/// <para>Deviations from the paper, all PyTorch's: R and C are means and not sums, ε₁ bounds the estimates from below where the
/// paper's ε₁ is added to the squared gradient, the learning rate takes the place of 10⁻² in ρ_t, and λ.</para>
/// <para>The schedule multiplier η scales the learning rate inside ρ_t = min(ηα, 1/√t), as PyTorch's schedulers do. The decay of
/// a step is ηλ: for PyTorch's, pass <see cref="Lambda"/> = lr·λ.</para>
/// </remarks>
public sealed class ShazeerSternAdafactor : IAlgorithm
{
    private readonly int _length = 1;
    private readonly int _matrices;
    private readonly int _rows;
    private readonly int _columns;
    private readonly double[] _r = [];
    private readonly double[] _c = [];
    private readonly double[] _v = [];
    private long _t;

    /// <summary>Creates the state of one parameter.</summary>
    /// <param name="shape">The shape, row-major: the last two dimensions are factored, each matrix of the leading ones alone.
    /// With fewer than two dimensions nothing is.</param>
    public ShazeerSternAdafactor(params ReadOnlySpan<int> shape)
    {
        foreach (int dimension in shape)
        {
            _length *= dimension;
        }

        if (shape.Length < 2)
        {
            _v = new double[_length];
            return;
        }

        _rows = shape[^2];
        _columns = shape[^1];
        _matrices = 1;
        foreach (int dimension in shape[..^2])
        {
            _matrices *= dimension;
        }

        _r = new double[_matrices * _rows];
        _c = new double[_matrices * _columns];
    }

    /// <summary>The learning rate, settable between steps. Default 0.01.</summary>
    public double Alpha { get; set; } = 0.01;

    /// <summary>τ: 1 − β̂₂ₜ = t^τ. Default −0.8.</summary>
    public double Beta2Decay { get; init; } = -0.8;

    /// <summary>ε₁, the lower bound of √V̂ and of the mean of R. Default 2⁻⁵², the machine epsilon of double; PyTorch's default is
    /// that of the parameter's type.</summary>
    public double Epsilon1 { get; init; } = Math.ScaleB(1, -52);

    /// <summary>ε₂, the lower bound of the scale of the parameter. Default 0.001.</summary>
    public double Epsilon2 { get; init; } = 1e-3;

    /// <summary>d, the clipping threshold of the update. Default 1.</summary>
    public double ClippingThreshold { get; init; } = 1;

    /// <summary>λ, the factor of the decay, settable between steps. Default 0.</summary>
    public double Lambda { get; set; }

    /// <summary>Whether to negate the gradient, as PyTorch's <c>maximize</c>. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>t, the number of steps taken.</summary>
    public long StepCount => _t;

    /// <summary>R, the averages of the rows' mean squares; empty where nothing is factored.</summary>
    public ReadOnlySpan<double> RowVariance => _r;

    /// <summary>C, the averages of the columns' mean squares; empty where nothing is factored.</summary>
    public ReadOnlySpan<double> ColumnVariance => _c;

    /// <summary>V̂ of a vector; empty where it is factored.</summary>
    public ReadOnlySpan<double> Variance => _v;

    /// <summary>One step.</summary>
    /// <param name="theta">X, updated in place.</param>
    /// <param name="gradient">The gradient at X.</param>
    /// <param name="eta">η, the schedule multiplier of this step.</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the state.</exception>
    public void Step(double[] theta, double[] gradient, double eta = 1)
    {
        Vectors.CheckLengths(_length, theta, gradient);

        _t++;
        double rho = Math.Min(eta * Alpha, 1 / Math.Sqrt(_t));                    // ρ_t = min(10⁻², 1/√t)
        double alpha = Math.Max(Epsilon2, RootMeanSquare(theta)) * rho;           // α_t = max(ε₂, RMS(X_{t−1})) ρ_t
        double[] g = [.. gradient.Select(value => Maximize ? -value : value)];
        double[] u = new double[theta.Length];
        double[] vHat = UpdateVariance(g, Math.Pow(_t, Beta2Decay));              // β̂₂ₜ = 1 − t^(−0.8)
        for (int i = 0; i < theta.Length; i++)
        {
            u[i] = g[i] / Math.Max(Math.Sqrt(vHat[i]), Epsilon1);                 // U_t = G_t / √V̂_t
        }

        double excess = Math.Max(1, RootMeanSquare(u) / ClippingThreshold);
        for (int i = 0; i < theta.Length; i++)
        {
            theta[i] -= (eta * Lambda * theta[i]) + (alpha * u[i] / excess);      // X_t = X_{t−1} − α_t U_t / max(1, RMS(U_t)/d)
        }
    }

    private static double RootMeanSquare(double[] vector) => Math.Sqrt(vector.Sum(value => value * value) / vector.Length);

    /// <summary>Moves the averages by <paramref name="share"/>, 1 − β̂₂ₜ, and returns V̂_t.</summary>
    private double[] UpdateVariance(double[] g, double share)
    {
        if (_matrices == 0)
        {
            for (int i = 0; i < _v.Length; i++)
            {
                _v[i] += share * ((g[i] * g[i]) - _v[i]);                         // V̂_t = β̂₂ₜV̂_{t−1} + (1 − β̂₂ₜ)G_t²
            }

            return _v;
        }

        double[] vHat = new double[g.Length];
        for (int matrix = 0; matrix < _matrices; matrix++)
        {
            UpdateFactors(matrix, g, share, vHat);
        }

        return vHat;
    }

    private void UpdateFactors(int matrix, double[] g, double share, double[] vHat)
    {
        Span<double> r = _r.AsSpan(matrix * _rows, _rows);
        Span<double> c = _c.AsSpan(matrix * _columns, _columns);
        int start = matrix * _rows * _columns;
        double Square(int row, int column) => g[start + (row * _columns) + column] * g[start + (row * _columns) + column];
        double rowMean = 0;
        for (int row = 0; row < _rows; row++)
        {
            double mean = Enumerable.Range(0, _columns).Sum(column => Square(row, column)) / _columns;
            r[row] += share * (mean - r[row]);                                    // R_t = β̂₂ₜR_{t−1} + (1 − β̂₂ₜ)G_t²1_m
            rowMean += r[row] / _rows;
        }

        for (int column = 0; column < _columns; column++)
        {
            double mean = Enumerable.Range(0, _rows).Sum(row => Square(row, column)) / _rows;
            c[column] += share * (mean - c[column]);                              // C_t = β̂₂ₜC_{t−1} + (1 − β̂₂ₜ)1ᵀ_nG_t²
            for (int row = 0; row < _rows; row++)
            {
                vHat[start + (row * _columns) + column] = r[row] * c[column] / Math.Max(rowMean, Epsilon1);  // V̂_t = R_tC_t / 1ᵀ_nR_t
            }
        }
    }
}
