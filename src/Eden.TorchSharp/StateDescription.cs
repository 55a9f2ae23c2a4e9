namespace Eden.Torch;

/// <summary>The state arrays of a parameter.</summary>
/// <param name="Shape">The shape that the rule works on; null where a rule looks at elements alone, and the shape is the number of elements.</param>
/// <param name="Arrays">The state arrays.</param>
internal sealed record StateDescription(long[]? Shape, StateArray[] Arrays)
{
    /// <summary>Whether a state array has the parameter's shape, and so its layout.</summary>
    public bool HasParametersShape(StateArray array) => Shape is null || array.Shape.SequenceEqual(Shape);
}
