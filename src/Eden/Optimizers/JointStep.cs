namespace Eden;

/// <summary>Steps over parameters of both element types at once.</summary>
public static class JointStep
{
    /// <summary>Takes the steps of both as one, with one norm and one check for infinite and NaN gradients. If one of them is
    /// refused, neither changes anything.</summary>
    /// <param name="singles">Parameters in float32; none or more.</param>
    /// <param name="doubles">Parameters in float64; none or more.</param>
    /// <param name="gradients">What the step does with gradients; null for nothing.</param>
    /// <param name="lossScale">The factor of the loss.</param>
    /// <returns>As <see cref="BoundStep{T}.Take"/>.</returns>
    /// <exception cref="ArgumentException">As <see cref="BoundStep{T}.Take"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="BoundStep{T}.Take"/>.</exception>
    /// <exception cref="InvalidOperationException">Nothing was added to either.</exception>
    /// <exception cref="NotFiniteNumberException">As <see cref="BoundStep{T}.Take"/>.</exception>
    public static StepResult Take(BoundStep<float> singles, BoundStep<double> doubles, GradientOptions? gradients = null, double lossScale = 1)
    {
        ArgumentNullException.ThrowIfNull(singles);
        ArgumentNullException.ThrowIfNull(doubles);
        gradients ??= GradientOptions.Plain;
        if (doubles.Count == 0)
        {
            return singles.Take(gradients, lossScale);
        }

        return singles.Count == 0
            ? doubles.Take(gradients, lossScale)
            : IModelStep.Take([singles.Plan(gradients, lossScale), doubles.Plan(gradients, lossScale)], singles.LaneWidth, gradients, lossScale);
    }

    /// <summary>Takes a step as <see cref="Take"/> does, and returns the sizes of gradients, weights and update, per parameter.
    /// The step is the same, bit for bit; measuring takes many times as long.</summary>
    /// <param name="singles">Parameters in float32; none or more. All names must differ.</param>
    /// <param name="doubles">Parameters in float64; none or more.</param>
    /// <param name="gradients">What the step does with gradients; null for nothing.</param>
    /// <param name="lossScale">The factor of the loss.</param>
    /// <exception cref="ArgumentException">As <see cref="Take"/>, or two parameters have one name; nothing has
    /// changed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="Take"/>.</exception>
    /// <exception cref="InvalidOperationException">As <see cref="Take"/>.</exception>
    /// <exception cref="NotFiniteNumberException">As <see cref="Take"/>.</exception>
    public static StepStatistics TakeAndMeasure(BoundStep<float> singles, BoundStep<double> doubles, GradientOptions? gradients = null, double lossScale = 1)
    {
        ArgumentNullException.ThrowIfNull(singles);
        ArgumentNullException.ThrowIfNull(doubles);
        gradients ??= GradientOptions.Plain;
        using StepMeasurement measurement = new(lossScale * gradients.MicroBatches);
        singles.Measure(measurement);
        doubles.Measure(measurement);
        measurement.End(Take(singles, doubles, gradients, lossScale));
        return measurement.Statistics!;
    }
}
