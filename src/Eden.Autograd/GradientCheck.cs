namespace Eden.Autograd;

/// <summary>Compares gradients with central differences.</summary>
public static class GradientCheck
{
    /// <summary>The cube root of the double's precision: where the error of the difference formula and that of rounding
    /// are about equal.</summary>
    private const double Step = 6e-6;

    /// <summary>
    /// Computes the derivative of a function by every element of every parameter, by <see cref="Variable{T}.Backward"/> and
    /// by (f(x + h) − f(x − h)) / 2h, and returns where they are furthest apart.
    /// </summary>
    /// <param name="function">Computes a single value from the parameters; called several times, so it must compute the same
    /// each time.</param>
    /// <param name="parameters">The parameters, whose values are as before afterwards, and whose gradients are absent.</param>
    /// <returns>The largest error. A right gradient of a smooth function stays below about 1e-8.</returns>
    public static GradientError Run(Func<Variable<double>> function, params IReadOnlyList<Parameter<double>> parameters)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(parameters);
        ClearGradients(parameters);
        function().Backward();
        double[][] computed = [.. parameters.Select(parameter => parameter.HasGradient ? parameter.Gradient.ToArray() : new double[parameter.Length])];
        ClearGradients(parameters);

        GradientError worst = new(0, "", 0, 0, 0);
        for (int i = 0; i < parameters.Count; i++)
        {
            double[] numeric = Differentiate(function, parameters[i].Value);
            double scale = computed[i].Concat(numeric).Select(Math.Abs).Append(0).Max();
            for (int j = 0; j < numeric.Length; j++)
            {
                double difference = Math.Abs(computed[i][j] - numeric[j]);
                double error = double.IsNaN(difference) ? double.PositiveInfinity : difference == 0 ? 0 : difference / scale;
                if (error > worst.Relative)
                {
                    worst = new(error, parameters[i].Name, j, computed[i][j], numeric[j]);
                }
            }
        }

        return worst;
    }

    private static double[] Differentiate(Func<Variable<double>> function, Span<double> values)
    {
        double[] derivatives = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i];
            double above = value + (Step * Math.Max(1, Math.Abs(value)));
            double below = value - (Step * Math.Max(1, Math.Abs(value)));
            values[i] = above;
            double up = function().Item();
            values[i] = below;
            double down = function().Item();
            values[i] = value;
            derivatives[i] = (up - down) / (above - below);
        }

        return derivatives;
    }

    private static void ClearGradients(IReadOnlyList<Parameter<double>> parameters)
    {
        foreach (Parameter<double> parameter in parameters)
        {
            parameter.HasGradient = false;
        }
    }
}
