using System.Globalization;
using Eden.Rules;

namespace Eden;

/// <summary>Rprop (Riedmiller and Braun, "A Direct Adaptive Method for Faster Backpropagation Learning: The RPROP Algorithm", 1993), as
/// PyTorch has it: every value has a step size of its own, which the signs of its gradients alone change. PyTorch's defaults; the
/// learning rate is 1e-2.</summary>
/// <remarks>
/// With g negated first when maximizing and s the step size, ηα before the first step: where g has the sign of the gradient before, s grows
/// by η⁺; where it has the other sign, s shrinks by η⁻ and g ← 0; s is held within its bounds; p ← p − s·sign(g). There is no step back, and
/// learning rate and schedule set the first step size only. Deviations from PyTorch: signs are compared, where PyTorch multiplies gradients,
/// which may underflow; a gradient that is infinite or NaN makes its value NaN, where PyTorch's hides it.
/// </remarks>
public sealed record RpropOptions : DirectionOptions
{
    private static readonly string[] AllStateNames = ["prev", "step_size"];

    /// <summary>Makes options with the defaults.</summary>
    public RpropOptions() => LearningRate = 1e-2;

    /// <summary>η⁻, by which a step size is multiplied where the sign of the gradient changed. PyTorch's <c>etas[0]</c>. Default
    /// 0.5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside (0, 1) or NaN.</exception>
    public double Decrease { get; init => field = Require.PositiveCoefficient(value); } = 0.5;

    /// <summary>η⁺, by which a step size is multiplied where the sign stayed. PyTorch's <c>etas[1]</c>. Default 1.2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">At most 1, infinite or NaN.</exception>
    public double Increase { get; init => field = Require.Above(value, 1); } = 1.2;

    /// <summary>The least step size. PyTorch's <c>step_sizes[0]</c>. Default 1e-6.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double SmallestStep { get; init => field = Require.AtLeastZero(value); } = 1e-6;

    /// <summary>The greatest step size. PyTorch's <c>step_sizes[1]</c>. Default 50.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double LargestStep { get; init => field = Require.AtLeastZero(value); } = 50;

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    /// <inheritdoc/>
    protected internal override OptimizerOptions Map(IOptionMap map) => (RpropOptions)base.Map(map) with
    {
        Decrease = map.Number(nameof(Decrease), Decrease, "etas[0]"),
        Increase = map.Number(nameof(Increase), Increase, "etas[1]"),
        SmallestStep = map.Number(nameof(SmallestStep), SmallestStep, "step_sizes[0]"),
        LargestStep = map.Number(nameof(LargestStep), LargestStep, "step_sizes[1]"),
    };

    internal override bool KeepsAverages => false;

    internal override void Validate()
    {
        if (SmallestStep > LargestStep)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"SmallestStep is {SmallestStep}; it must be at most LargestStep, which is {LargestStep}."));
        }

        base.Validate();
    }

    /// <inheritdoc/>
    protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink) =>
        sink.Use(new RpropDirection<T>(this, learningRate, t));
}
