namespace Eden;

/// <summary>What a step did, in numbers for diagnosis.</summary>
/// <param name="Result">What <see cref="Optimizer{T}.Step()"/> returns.</param>
/// <param name="Total">Of all parameters that took the step together.</param>
/// <param name="Parameters">Of each of them, by name. Parameters that are frozen or had no gradient are not in it.</param>
public sealed record StepStatistics(StepResult Result, StepNorms Total, IReadOnlyDictionary<string, StepNorms> Parameters);

/// <summary>Sizes in a step, as 2-norms.</summary>
/// <param name="Gradient">Of the gradient after the loss scale and the micro-batches, before clipping.</param>
/// <param name="Weight">Of the values before the step.</param>
/// <param name="Update">Of the change of the values; 0 in a step that was skipped.</param>
/// <param name="DecayShare">How much of the update is decoupled decay, from 0 to 1: ‖decay‖/(‖decay‖ + ‖rest‖). Null with an
/// L2 penalty, which passes through the gradient and cannot be told from the rest.</param>
public readonly record struct StepNorms(double Gradient, double Weight, double Update, double? DecayShare)
{
    /// <summary>The update relative to the weights. About 1e-3 is usual in training; 0 where the weights are 0.</summary>
    public double RelativeUpdate => Weight > 0 ? Update / Weight : 0;
}
