namespace Eden;

/// <summary>What a step does when a gradient is infinite or NaN.</summary>
public enum NonFiniteGradients
{
    /// <summary>Steps as with any other number. A gradient of NaN makes the value NaN, in every optimizer. An infinite one makes it
    /// infinite or NaN at once, unless <see cref="GradientOptions.MaxValue"/> clamps it. Checks nothing and costs nothing. PyTorch's
    /// behaviour.</summary>
    Propagate,

    /// <summary>Leaves values, state, step counts and gradients as they are, and counts the step as skipped. With
    /// <see cref="GradientOptions.ClearAfterStep"/> it sets the gradients to zero all the same.</summary>
    SkipStep,

    /// <summary>Throws <see cref="NotFiniteNumberException"/> that names the parameter and the index; nothing changes.</summary>
    Throw,
}
