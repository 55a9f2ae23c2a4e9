using TorchSharp.Modules;

namespace Eden.Torch;

/// <summary>Steps that tell what they did.</summary>
public static class FusedMeasurement
{
    /// <summary>Takes a step, and tells how large gradients, weights and update were, per parameter: by their names where the optimizer was
    /// made with named parameters, otherwise by their places. For diagnosis: it takes many times as long. The step is the same, bit for
    /// bit.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <returns>What the step did.</returns>
    /// <exception cref="ArgumentException">Two parameters have one name; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">No parameter has a gradient.</exception>
    public static StepStatistics StepAndMeasure<TOptimizer>(this TOptimizer optimizer)
        where TOptimizer : OptimizerHelper, IFusedOptimizer
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        FusedSettings settings = optimizer.Fused;
        settings.IsMeasuring = true;
        try
        {
            optimizer.step();
            return settings.Statistics ?? throw new InvalidOperationException("No parameter has a gradient, so there was no step to measure. Call backward first.");
        }
        finally
        {
            (settings.IsMeasuring, settings.Statistics) = (false, null);
        }
    }
}
