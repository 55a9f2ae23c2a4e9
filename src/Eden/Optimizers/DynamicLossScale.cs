using System.Globalization;
using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <summary>A loss scale that shrinks when gradients overflow and grows otherwise, like PyTorch's <c>GradScaler</c>.</summary>
/// <remarks>Multiply the loss by <see cref="Scale"/> before differentiating, then call <see cref="Step{T}"/> instead of the
/// optimizer's step. The scale stays in the range of <see cref="Optimizer{T}.LossScale"/>, for float 2⁻¹²⁶ to 2¹²⁶. Growth stops
/// at the ceiling; falling below the floor is an error. PyTorch has no bounds: a scale of 0 there loses the loss.</remarks>
public sealed class DynamicLossScale
{
    /// <summary>The factor for the loss. Default 65,536, as in PyTorch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero, negative, infinite or NaN.</exception>
    public double Scale { get; set => field = Require.Above(value, 0); } = 65_536;

    /// <summary>Factor of the scale after <see cref="GrowthInterval"/> steps without a skip. Default 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">At most 1, infinite or NaN.</exception>
    public double GrowthFactor { get; init => field = Require.Above(value, 1); } = 2;

    /// <summary>Factor of the scale after a skipped step. Default 0.5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside (0, 1) or NaN.</exception>
    public double BackoffFactor { get; init => field = Require.PositiveCoefficient(value); } = 0.5;

    /// <summary>Number of steps without a skip before the scale grows. Default 2,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int GrowthInterval { get; init => field = Require.Between(value, 1, int.MaxValue); } = 2000;

    /// <summary>Steps since the last skip or growth; settable to resume.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long GoodSteps { get; set => field = Require.AtLeastZero(value); }

    /// <summary>Steps an optimizer with gradients of the scaled loss, and updates the scale.</summary>
    /// <param name="optimizer">Its <see cref="GradientOptions.NonFinite"/> must be
    /// <see cref="NonFiniteGradients.SkipStep"/>.</param>
    /// <returns>What the step did.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="Scale"/> is out of the range of
    /// <see cref="Optimizer{T}.LossScale"/>; nothing has changed.</exception>
    /// <exception cref="NotFiniteNumberException">The step was skipped, and the scale would fall below its floor: the loss or the
    /// model is infinite or NaN at any scale. The scale does not change.</exception>
    /// <exception cref="InvalidOperationException">The optimizer does not skip steps with infinite or NaN gradients.</exception>
    public StepResult Step<T>(Optimizer<T> optimizer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        if (optimizer.GradientOptions.NonFinite != NonFiniteGradients.SkipStep)
        {
            throw new InvalidOperationException($"A dynamic loss scale needs an optimizer whose GradientOptions.NonFinite is SkipStep; it is {optimizer.GradientOptions.NonFinite}.");
        }

        optimizer.LossScale = Scale;
        StepResult result = optimizer.Step();
        Update<T>(result, optimizer.GradientOptions.MicroBatches);
        return result;
    }

    /// <summary>Updates the scale after a step that was taken elsewhere, as <see cref="Step{T}"/> does.</summary>
    /// <typeparam name="T">The element type of the gradients, which sets floor and ceiling.</typeparam>
    /// <param name="result">What the step did.</param>
    /// <param name="microBatches">Number of micro-batches by which the step also divided the gradients.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="microBatches"/> is below 1.</exception>
    /// <exception cref="NotFiniteNumberException">The step was skipped, and the scale would fall below its floor. The scale does
    /// not change.</exception>
    public void Update<T>(StepResult result, int microBatches = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.Between(microBatches, 1, int.MaxValue);
        if (result.IsSkipped)
        {
            double floor = ElementRange.SmallestNormal<T>();
            double next = Scale * BackoffFactor;
            if (next < floor)
            {
                throw new NotFiniteNumberException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Gradients are infinite or NaN at a loss scale of {Scale}, and {ElementRange.NameOf<T>()} allows none below {floor}: it is not the scale; look at the loss, the data and the learning rate."));
            }

            Scale = next;
            GoodSteps = 0;
        }
        else if (++GoodSteps >= GrowthInterval)
        {
            Scale = Math.Min(Scale * GrowthFactor, Require.LargestScale<T>() / microBatches);
            GoodSteps = 0;
        }
    }
}
