namespace Eden.Lab.Recordings;

/// <summary>A recording of PyTorch's LBFGS on a problem that anyone can compute. Format <c>lbfgs-trace/1</c>.</summary>
internal sealed record LbfgsRecording : RunRecording
{
    /// <summary>The format's name and version.</summary>
    public const string FormatName = "lbfgs-trace/1";

    private const double Steepness = 100;

    public override string Format => FormatName;

    public required LbfgsOptions Options { get; init; }

    /// <summary>H, row by row, of ½x'Hx − b'x; null for Rosenbrock's function.</summary>
    public required IReadOnlyList<double[]>? Hessian { get; init; }

    /// <summary>b; empty for Rosenbrock's function.</summary>
    public required double[] Linear { get; init; }

    public required double[] Initial { get; init; }

    public required IReadOnlyList<LbfgsStep> Steps { get; init; }

    /// <summary>The loss at a point, and its gradient.</summary>
    public double Evaluate(ReadOnlySpan<double> x, Span<double> gradient) =>
        Hessian is null ? Rosenbrock(x, gradient) : Quadratic(Hessian, Linear, x, gradient);

    private static double Quadratic(IReadOnlyList<double[]> hessian, double[] linear, ReadOnlySpan<double> x, Span<double> gradient)
    {
        double loss = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double product = 0;
            for (int j = 0; j < x.Length; j++)
            {
                product += hessian[i][j] * x[j];
            }

            gradient[i] = product - linear[i];
            loss += x[i] * ((product / 2) - linear[i]);
        }

        return loss;
    }

    private static double Rosenbrock(ReadOnlySpan<double> x, Span<double> gradient)
    {
        gradient.Clear();
        double loss = 0;
        for (int i = 0; i + 1 < x.Length; i++)
        {
            double valley = x[i + 1] - (x[i] * x[i]);
            double rest = 1 - x[i];
            loss += (Steepness * valley * valley) + (rest * rest);
            gradient[i] += (-4 * Steepness * valley * x[i]) - (2 * rest);
            gradient[i + 1] += 2 * Steepness * valley;
        }

        return loss;
    }
}

/// <summary>One step.</summary>
/// <param name="LossBefore">The loss before it.</param>
/// <param name="Weights">The weights after it.</param>
/// <param name="Evaluations">The evaluations so far.</param>
internal sealed record LbfgsStep(double LossBefore, double[] Weights, long Evaluations);
