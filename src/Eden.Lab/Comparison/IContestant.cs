namespace Eden.Lab.Comparison;

/// <summary>A model with its optimizer, seen through doubles: they hold every float exactly.</summary>
internal interface IContestant : IDisposable
{
    /// <summary>A copy of the weights.</summary>
    double[] Weight { get; }

    /// <summary>A copy of the gradient.</summary>
    double[] Gradient { get; }

    /// <summary>Puts weights in the place of its own. Moments stay.</summary>
    void Place(IReadOnlyList<double> weight);

    /// <summary>Puts a gradient in the place of its own.</summary>
    void TakeGradient(IReadOnlyList<double> gradient);

    /// <summary>Computes loss and gradient at the present weights, and returns the loss.</summary>
    /// <param name="input">The input, row-major.</param>
    double Differentiate(double[] input);

    /// <summary>Takes one step along the gradient.</summary>
    void Step();
}
