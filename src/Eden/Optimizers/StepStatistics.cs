namespace Eden;

/// <summary>Statistics of a step, for diagnosis.</summary>
/// <param name="Result">What <see cref="Optimizer{T}.Step()"/> returns.</param>
/// <param name="Total">Statistics over all parameters that took the step.</param>
/// <param name="Parameters">Statistics per parameter, by name, without those that were frozen or had no gradient.</param>
public sealed record StepStatistics(StepResult Result, StepNorms Total, IReadOnlyDictionary<string, StepNorms> Parameters);

/// <summary>2-norms of a step.</summary>
/// <param name="Gradient">Norm of the gradient after the loss scale and the micro-batches, before clipping.</param>
/// <param name="Weight">Norm of the values before the step.</param>
/// <param name="Update">Norm of the change of the values; 0 in a skipped step.</param>
/// <param name="DecayShare">Share of decoupled decay in the update, from 0 to 1: ‖decay‖/(‖decay‖ + ‖rest‖). Null with an L2
/// penalty, which is part of the gradient.</param>
public readonly record struct StepNorms(double Gradient, double Weight, double Update, double? DecayShare)
{
    /// <summary>The update relative to the weights, typically about 1e-3 in training; 0 if the weights are 0.</summary>
    public double RelativeUpdate => Weight > 0 ? Update / Weight : 0;
}
