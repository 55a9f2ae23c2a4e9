using System.Numerics;

namespace Eden;

/// <summary>What L-BFGS remembers from step to step. Arrays are replaced, never changed, so a copy that shares them keeps an older state.</summary>
internal sealed class LbfgsMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double LeastCurvature = 1e-10;

    public long Evaluations { get; set; }

    public long Iterations { get; set; }

    /// <summary>The last direction and the length of the step along it.</summary>
    public T[]? Direction { get; set; }

    public double Step { get; set; }

    /// <summary>The gradient and the loss where that direction began.</summary>
    public T[]? Gradient { get; set; }

    public double Loss { get; set; }

    /// <summary>y, the changes of the gradient; s, those of the values; ρ = 1/(y·s).</summary>
    public List<(T[] Gradient, T[] Values, double Rho)> Changes { get; private init; } = [];

    /// <summary>γ, the scale of the first approximation of the inverse Hessian.</summary>
    public double Scale { get; set; } = 1;

    public LbfgsMemory<T> Copy() => new()
    {
        Evaluations = Evaluations,
        Iterations = Iterations,
        Direction = Direction,
        Step = Step,
        Gradient = Gradient,
        Loss = Loss,
        Changes = [.. Changes],
        Scale = Scale,
    };

    /// <summary>Takes in how gradient and values changed since the last direction began.</summary>
    public void Learn(T[] gradient, int historySize)
    {
        T step = T.CreateTruncating(Step);
        T[] y = [.. gradient.Zip(Gradient!, (now, before) => now - before)];
        T[] s = Array.ConvertAll(Direction!, d => d * step);
        double curvature = Dot(y, s);
        if (curvature > LeastCurvature)
        {
            if (Changes.Count == historySize)
            {
                Changes.RemoveAt(0);
            }

            Changes.Add((y, s, 1 / curvature));
            Scale = curvature / Dot(y, y);
        }
    }

    /// <summary>−Hg by the two loops of Nocedal and Wright, "Numerical Optimization", 2006, Algorithm 7.4.</summary>
    public T[] ChooseDirection(T[] gradient)
    {
        T[] q = Array.ConvertAll(gradient, g => -g);
        double[] alpha = new double[Changes.Count];
        for (int i = Changes.Count - 1; i >= 0; i--)
        {
            alpha[i] = Dot(Changes[i].Values, q) * Changes[i].Rho;
            AddTo(q, Changes[i].Gradient, -alpha[i]);
        }

        T scale = T.CreateTruncating(Scale);
        for (int i = 0; i < q.Length; i++)
        {
            q[i] *= scale;
        }

        for (int i = 0; i < Changes.Count; i++)
        {
            AddTo(q, Changes[i].Values, alpha[i] - (Dot(Changes[i].Gradient, q) * Changes[i].Rho));
        }

        return q;
    }

    public static double Dot(T[] x, T[] y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += double.CreateTruncating(x[i]) * double.CreateTruncating(y[i]);
        }

        return sum;
    }

    /// <summary>The largest magnitude; NaN where there is one.</summary>
    public static double Size(T[] x)
    {
        double largest = 0;
        foreach (T value in x)
        {
            largest = Math.Max(largest, Math.Abs(double.CreateTruncating(value)));
        }

        return largest;
    }

    private static void AddTo(T[] x, T[] y, double factor)
    {
        T narrowed = T.CreateTruncating(factor);
        for (int i = 0; i < x.Length; i++)
        {
            x[i] += narrowed * y[i];
        }
    }
}
