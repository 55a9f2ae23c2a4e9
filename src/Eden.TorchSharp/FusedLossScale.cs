using TorchSharp.Modules;

namespace Eden.Torch;

/// <summary>A dynamic loss scale for TorchSharp's optimizers, which have none.</summary>
public static class FusedLossScale
{
    /// <summary>Steps an optimizer with gradients of a loss that was multiplied by <see cref="DynamicLossScale.Scale"/>, and updates the
    /// scale: it backs off after a skipped step and grows after many that were not. Floor and ceiling are those of float32.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="optimizer">Its <see cref="GradientOptions.NonFinite"/> must be <see cref="NonFiniteGradients.SkipStep"/>.</param>
    /// <returns>What the step did.</returns>
    /// <exception cref="InvalidOperationException">The optimizer does not skip steps with infinite or NaN gradients, or no parameter has a
    /// gradient, which a step without a scale lets pass.</exception>
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
        StepResult result = settings.LastStep ?? throw new InvalidOperationException("No parameter has a gradient, so there was no step, and the scale stays. Call backward on the scaled loss first.");
        scale.Update<float>(result, settings.Gradients.MicroBatches);
        return result;
    }
}
