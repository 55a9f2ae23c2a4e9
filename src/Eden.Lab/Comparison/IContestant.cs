namespace Eden.Lab.Comparison;

/// <summary>A model with its optimizer, seen through doubles: they hold every float exactly.</summary>
internal interface IContestant : IDisposable
{
    /// <summary>A copy of the weights.</summary>
    double[] Weight { get; }

    /// <summary>A copy of the gradient.</summary>
    double[] Gradient { get; }

    /// <summary>A copy of the moments; <see langword="null"/> where there are none.</summary>
    Moments? Moments { get; }

    /// <summary>Puts weights in the place of its own. Moments stay.</summary>
    void Place(IReadOnlyList<double> weight);

    /// <summary>Puts moments in the place of its own.</summary>
    /// <exception cref="NotSupportedException">The optimizer keeps them to itself.</exception>
    void TakeMoments(Moments moments);

    /// <summary>Puts a gradient in the place of its own.</summary>
    void TakeGradient(IReadOnlyList<double> gradient);

    /// <summary>Computes loss and gradient at the present weights, and returns the loss.</summary>
    /// <param name="input">The input, row-major.</param>
    double Differentiate(double[] input);

    /// <summary>Takes one step along the gradient.</summary>
    void Step();

    /// <summary>Takes one step along a gradient that is given.</summary>
    /// <returns>A copy of the weights after it.</returns>
    double[] Follow(IReadOnlyList<double> gradient)
    {
        TakeGradient(gradient);
        Step();
        return Weight;
    }
}

/// <summary>What an optimizer of Adam's family remembers.</summary>
/// <param name="First">m.</param>
/// <param name="Second">v.</param>
internal sealed record Moments(double[] First, double[] Second);
