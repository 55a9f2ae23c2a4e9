namespace Eden;

/// <summary>What a step did.</summary>
/// <param name="IsSkipped">Whether <see cref="NonFiniteGradients.SkipStep"/> skipped the step because a gradient was infinite or
/// NaN.</param>
/// <param name="GradientNorm">The joint 2-norm of all gradients after the loss scale and the micro-batches, before clipping; null
/// if neither <see cref="GradientOptions.MaxNorm"/> nor <see cref="GradientOptions.NonFinite"/> needs it.</param>
public readonly record struct StepResult(bool IsSkipped, double? GradientNorm);
