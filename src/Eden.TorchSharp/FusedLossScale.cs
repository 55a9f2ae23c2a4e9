using TorchSharp.Modules;

namespace Eden.Torch;

/// <summary>A dynamic loss scale for TorchSharp's optimizers, which have none.</summary>
public static class FusedLossScale
{
    // What float32 holds as a normal number, as does the inverse.
    private const double Least = 1.1754943508222875e-38;
    private const double Largest = 1 / Least;

    /// <summary>Steps an optimizer with gradients of a loss that was multiplied by <see cref="DynamicLossScale.Scale"/>, and updates the
    /// scale: it backs off after a skipped step and grows after many that were not.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="optimizer">Its <see cref="GradientOptions.NonFinite"/> must be <see cref="NonFiniteGradients.SkipStep"/>.</param>
    /// <returns>What the step did.</returns>
    /// <exception cref="InvalidOperationException">The optimizer does not skip steps with infinite or NaN gradients.</exception>
    /// <exception cref="NotFiniteNumberException">The step was skipped, and the scale would fall below 2⁻¹²⁶.</exception>
    public static StepResult Step<TOptimizer>(this DynamicLossScale scale, TOptimizer optimizer)
        where TOptimizer : OptimizerHelper, IFusedOptimizer
    {
        ArgumentNullException.ThrowIfNull(scale);
        ArgumentNullException.ThrowIfNull(optimizer);
        FusedSettings settings = optimizer.Fused;
        if (settings.Gradients.NonFinite != NonFiniteGradients.SkipStep)
        {
            throw new InvalidOperationException($"A dynamic loss scale needs an optimizer whose Fused.Gradients.NonFinite is SkipStep; it is {settings.Gradients.NonFinite}.");
        }

        settings.LossScale = scale.Scale;
        optimizer.step();
        if (settings.LastStep.IsSkipped)
        {
            double next = scale.Scale * scale.BackoffFactor;
            if (next < Least)
            {
                throw new NotFiniteNumberException("Gradients are infinite or NaN at the least loss scale: it is not the scale; look at the loss, the data and the learning rate.");
            }

            (scale.Scale, scale.GoodSteps) = (next, 0);
        }
        else if (++scale.GoodSteps >= scale.GrowthInterval)
        {
            (scale.Scale, scale.GoodSteps) = (Math.Min(scale.Scale * scale.GrowthFactor, Largest / settings.Gradients.MicroBatches), 0);
        }

        return settings.LastStep;
    }
}
