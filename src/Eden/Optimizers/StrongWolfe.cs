namespace Eden;

/// <summary>A point along a direction: the length that leads there, the loss, its slope along the direction, and the gradient.</summary>
internal sealed record LinePoint<T>(double Step, double Loss, double Slope, T[] Gradient);

/// <summary>A line search for the strong Wolfe conditions (Nocedal and Wright, "Numerical Optimization", 2006, Algorithms 3.5 and 3.6), as
/// PyTorch's <c>strong_wolfe</c>: bracket a point, then zoom in by cubic interpolation.</summary>
internal static class StrongWolfe
{
    private const double Decrease = 1e-4;
    private const double Curvature = 0.9;
    private const int MostTrials = 25;

    /// <summary>Finds a point.</summary>
    /// <param name="evaluate">Evaluates the point at a length.</param>
    /// <param name="start">The point at length 0.</param>
    /// <param name="step">The first length.</param>
    /// <param name="directionSize">The largest component of the direction.</param>
    /// <param name="tolerance">The change of values that ends the search.</param>
    public static LinePoint<T> Search<T>(Func<double, LinePoint<T>> evaluate, LinePoint<T> start, double step, double directionSize, double tolerance)
    {
        LinePoint<T> previous = start;
        LinePoint<T> next = evaluate(step);
        int trials = 0;
        for (; trials < MostTrials; trials++)
        {
            if (IsTooHigh(next, start) || (trials > 1 && next.Loss >= previous.Loss))
            {
                return Zoom(evaluate, start, [previous, next], trials, directionSize, tolerance);
            }

            if (IsFlat(next, start))
            {
                return next;
            }

            if (next.Slope >= 0)
            {
                return Zoom(evaluate, start, [previous, next], trials, directionSize, tolerance);
            }

            double length = CubicMinimum(previous, next, next.Step + (0.01 * (next.Step - previous.Step)), next.Step * 10);
            previous = next;
            next = evaluate(length);
        }

        return start.Loss <= next.Loss ? start : next;
    }

    private static LinePoint<T> Zoom<T>(Func<double, LinePoint<T>> evaluate, LinePoint<T> start, LinePoint<T>[] bracket, int trials, double directionSize, double tolerance)
    {
        bool isStuck = false;
        int low = bracket[0].Loss <= bracket[1].Loss ? 0 : 1;
        for (; trials < MostTrials; trials++)
        {
            (double least, double most) = (Math.Min(bracket[0].Step, bracket[1].Step), Math.Max(bracket[0].Step, bracket[1].Step));
            if ((most - least) * directionSize < tolerance)
            {
                break;
            }

            double step = CubicMinimum(bracket[0], bracket[1], least, most);
            double margin = 0.1 * (most - least);
            if (Math.Min(most - step, step - least) < margin)
            {
                // Near an end twice, or at it: go a tenth into the bracket.
                if (isStuck || step >= most || step <= least)
                {
                    step = Math.Abs(step - most) < Math.Abs(step - least) ? most - margin : least + margin;
                    isStuck = false;
                }
                else
                {
                    isStuck = true;
                }
            }
            else
            {
                isStuck = false;
            }

            LinePoint<T> next = evaluate(step);
            int high = 1 - low;
            if (IsTooHigh(next, start) || next.Loss >= bracket[low].Loss)
            {
                bracket[high] = next;
                low = bracket[0].Loss <= bracket[1].Loss ? 0 : 1;
                continue;
            }

            bool isDone = IsFlat(next, start);
            if (!isDone && next.Slope * (bracket[high].Step - bracket[low].Step) >= 0)
            {
                bracket[high] = bracket[low];
            }

            bracket[low] = next;
            if (isDone)
            {
                break;
            }
        }

        return bracket[low];
    }

    /// <summary>Whether the loss has not fallen by a share of what the slope promised.</summary>
    private static bool IsTooHigh<T>(LinePoint<T> point, LinePoint<T> start) => point.Loss > start.Loss + (Decrease * point.Step * start.Slope);

    /// <summary>Whether the slope has become a share of what it was.</summary>
    private static bool IsFlat<T>(LinePoint<T> point, LinePoint<T> start) => Math.Abs(point.Slope) <= -Curvature * start.Slope;

    /// <summary>The minimum of the cubic through two points and their slopes, held within bounds; their middle where there is none.</summary>
    private static double CubicMinimum<T>(LinePoint<T> one, LinePoint<T> other, double least, double most)
    {
        double d1 = one.Slope + other.Slope - (3 * (one.Loss - other.Loss) / (one.Step - other.Step));
        double square = (d1 * d1) - (one.Slope * other.Slope);
        if (!(square >= 0))
        {
            return (least + most) / 2;
        }

        double d2 = Math.Sqrt(square);
        double step = one.Step <= other.Step
            ? other.Step - ((other.Step - one.Step) * ((other.Slope + d2 - d1) / (other.Slope - one.Slope + (2 * d2))))
            : one.Step - ((one.Step - other.Step) * ((one.Slope + d2 - d1) / (one.Slope - other.Slope + (2 * d2))));
        double atLeast = least > step ? least : step;
        return most < atLeast ? most : atLeast;
    }
}
