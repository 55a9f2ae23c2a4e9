using Eden.Playground.Functions;
using Eden.Playground.Pages;

namespace Eden.Playground.Views;

/// <summary>The way of one optimizer over a plane.</summary>
/// <param name="Name">The optimizer.</param>
/// <param name="Line">The points: the start and after each step, as far as they are finite.</param>
/// <param name="Bits">The weights as the optimizer has them.</param>
/// <param name="Loss">The loss at the end.</param>
internal sealed record PlanePath(Words Name, Line Line, float[] Bits, double Loss)
{
    /// <summary>The last point.</summary>
    public string End
    {
        get
        {
            (double x, double y) = Line.Points[^1];
            return $"({Axis.Text(x)}, {Axis.Text(y)})";
        }
    }

    /// <summary>Takes Eden's steps. A point that is no number ends the path.</summary>
    public static PlanePath Take(Words name, int style, OptimizerOptions options, Expression function, (double X, double Y) start, int steps)
    {
        float[] point = [(float)start.X, (float)start.Y], gradient = [0, 0];
        List<float> bits = [.. point];
        List<(double, double)> points = [(point[0], point[1])];
        using Optimizer<float> optimizer = new([Parameter<float>.Wrap("point", point, gradient)], options);
        for (int step = 0; step < steps; step++)
        {
            Dual slope = function.At(point[0], point[1]);
            (gradient[0], gradient[1]) = ((float)slope.X, (float)slope.Y);
            optimizer.Step();
            // Schedule-free steps at one point and means another, the average.
            using IDisposable _ = optimizer.Evaluate();
            if (!float.IsFinite(point[0]) || !float.IsFinite(point[1]))
            {
                break;
            }

            bits.AddRange(point);
            points.Add((point[0], point[1]));
        }

        (double x, double y) = points[^1];
        return new(name, new(name, style, points), [.. bits], function.At(x, y).Value);
    }
}
