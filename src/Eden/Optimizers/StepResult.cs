namespace Eden;

/// <summary>What a step did.</summary>
/// <param name="IsSkipped">Whether a gradient was infinite or NaN and <see cref="NonFiniteGradients.SkipStep"/> left everything
/// as it was.</param>
/// <param name="GradientNorm">The joint 2-norm of all gradients after the loss scale and the micro-batches, before clipping; null
/// where neither <see cref="GradientOptions.MaxNorm"/> nor <see cref="GradientOptions.NonFinite"/> needs it.</param>
public readonly record struct StepResult(bool IsSkipped, double? GradientNorm);
