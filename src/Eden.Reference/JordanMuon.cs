namespace Eden.Reference;

/// <summary>Muon: Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024), as PyTorch's <c>Muon</c>.</summary>
/// <remarks>
/// <para>Deviations from the paper, all PyTorch's: the momentum is a moving average and not a sum, and λ.</para>
/// <para>The decay of a step is ηλ: for PyTorch's, pass <see cref="Lambda"/> = lr·λ.</para>
/// </remarks>
public sealed class JordanMuon : IAlgorithm
{
    private readonly int _rows;
    private readonly int _columns;
    private readonly double[] _b;
    private long _t;

    /// <summary>Creates the state of one matrix.</summary>
    /// <param name="rows">A, the number of rows.</param>
    /// <param name="columns">B, the number of columns.</param>
    public JordanMuon(int rows, int columns)
    {
        (_rows, _columns) = (rows, columns);
        _b = new double[rows * columns];
    }

    /// <summary>The learning rate, before its adjustment, settable between steps. Default 0.001.</summary>
    public double Alpha { get; set; } = 0.001;

    /// <summary>μ. Default 0.95.</summary>
    public double Mu { get; init; } = 0.95;

    /// <summary>Whether the momentum is Nesterov's. Default <see langword="true"/>.</summary>
    public bool Nesterov { get; init; } = true;

    /// <summary>a, b and c of the polynomial. Default 3.4445, −4.775, 2.0315.</summary>
    public (double A, double B, double C) Coefficients { get; init; } = (3.4445, -4.775, 2.0315);

    /// <summary>ε, the least norm that is divided by. Default 1e-7.</summary>
    public double Epsilon { get; init; } = 1e-7;

    /// <summary>How often the polynomial is applied. Default 5.</summary>
    public int NewtonSchulzSteps { get; init; } = 5;

    /// <summary>What A and B multiply the learning rate by. Default √max(1, A/B).</summary>
    public Func<double, double, double> Adjustment { get; init; } = (a, b) => Math.Sqrt(Math.Max(1, a / b));

    /// <summary>λ, the factor of the decay, settable between steps. Default 0.</summary>
    public double Lambda { get; set; }

    /// <summary>Whether to negate the gradient. Default <see langword="false"/>.</summary>
    public bool Maximize { get; init; }

    /// <summary>t, the number of steps taken.</summary>
    public long StepCount => _t;

    /// <summary>B, the momentum.</summary>
    public ReadOnlySpan<double> Momentum => _b;

    /// <summary>One step.</summary>
    /// <param name="theta">Θ, row-major, updated in place.</param>
    /// <param name="gradient">The gradient at Θ.</param>
    /// <param name="eta">η, the schedule multiplier of this step.</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the state.</exception>
    public void Step(double[] theta, double[] gradient, double eta = 1)
    {
        Vectors.CheckLengths(_b.Length, theta, gradient);

        _t++;
        double[] update = new double[theta.Length];
        for (int i = 0; i < theta.Length; i++)
        {
            double g = Maximize ? -gradient[i] : gradient[i];
            _b[i] = (Mu * _b[i]) + ((1 - Mu) * g);                                // B_t = μB_{t−1} + (1 − μ)G_t
            update[i] = Nesterov ? (Mu * _b[i]) + ((1 - Mu) * g) : _b[i];
        }

        double[] o = Orthogonalize(update);                                       // O_t = NewtonSchulz5(B_t)
        double rate = theta.Length == 0 ? 0 : eta * Alpha * Adjustment(_rows, _columns);
        for (int i = 0; i < theta.Length; i++)
        {
            theta[i] -= (eta * Lambda * theta[i]) + (rate * o[i]);                // Θ_t = Θ_{t−1} − ηO_t
        }
    }

    /// <summary>A matrix of the same shape whose singular values are near 1.</summary>
    /// <param name="g">G, row-major.</param>
    public double[] Orthogonalize(double[] g)
    {
        Vectors.CheckLengths(_b.Length, g, g);

        bool isTall = _rows > _columns;
        (int rows, int columns) = isTall ? (_columns, _rows) : (_rows, _columns);
        double norm = Math.Max(Math.Sqrt(g.Sum(value => value * value)), Epsilon);
        double[] x = [.. (isTall ? Transpose(g, _rows, _columns) : g).Select(value => value / norm)];  // X = G/(‖G‖ + ε)
        for (int step = 0; step < NewtonSchulzSteps; step++)
        {
            double[] a = Multiply(x, Transpose(x, rows, columns), rows, columns, rows);    // A = XXᵀ
            double[] aa = Multiply(a, a, rows, rows, rows);
            double[] b = [.. a.Zip(aa, (one, two) => (Coefficients.B * one) + (Coefficients.C * two))];  // B = bA + cAA
            double[] bx = Multiply(b, x, rows, rows, columns);
            x = [.. x.Zip(bx, (one, product) => (Coefficients.A * one) + product)];        // X = aX + BX
        }

        return isTall ? Transpose(x, rows, columns) : x;
    }

    private static double[] Multiply(double[] left, double[] right, int rows, int inner, int columns)
    {
        double[] product = new double[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < inner; k++)
            {
                for (int j = 0; j < columns; j++)
                {
                    product[(i * columns) + j] += left[(i * inner) + k] * right[(k * columns) + j];
                }
            }
        }

        return product;
    }

    private static double[] Transpose(double[] matrix, int rows, int columns)
    {
        double[] transpose = new double[matrix.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                transpose[(j * rows) + i] = matrix[(i * columns) + j];
            }
        }

        return transpose;
    }
}
