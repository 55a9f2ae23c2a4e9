namespace Eden;

/// <summary>What a step does when a gradient is infinite or NaN.</summary>
public enum NonFiniteGradients
{
    /// <summary>Steps as usual, without a check or its cost, like PyTorch. A NaN gradient makes the value NaN in every optimizer.
    /// An infinite one makes it infinite or NaN, unless <see cref="GradientOptions.MaxValue"/> clamps it.</summary>
    Propagate,

    /// <summary>Changes no value, state, step count or gradient, and counts the step as skipped. With
    /// <see cref="GradientOptions.ClearAfterStep"/> it still sets the gradients to zero.</summary>
    SkipStep,

    /// <summary>Throws a <see cref="NotFiniteNumberException"/> with the parameter and the index; nothing changes.</summary>
    Throw,
}
