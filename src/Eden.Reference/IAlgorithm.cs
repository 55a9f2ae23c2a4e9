using System.Diagnostics.CodeAnalysis;

namespace Eden.Reference;

/// <summary>What the papers' algorithms have in common. An instance holds the state of one parameter.</summary>
public interface IAlgorithm
{
    /// <summary>The learning rate, settable between steps.</summary>
    double Alpha { get; set; }

    /// <summary>λ, the factor of the regularization or decay, settable between steps.</summary>
    double Lambda { get; set; }

    /// <summary>The number of steps taken.</summary>
    long StepCount { get; }

    /// <summary>One step.</summary>
    /// <param name="theta">The values, updated in place.</param>
    /// <param name="gradient">The gradient there.</param>
    /// <param name="eta">The schedule multiplier of this step.</param>
    /// <exception cref="ArgumentException">A vector does not have the length of the state.</exception>
    [SuppressMessage("Naming", "CA1716", Justification = "The field's word; Visual Basic can escape it.")]
    void Step(double[] theta, double[] gradient, double eta = 1);
}
