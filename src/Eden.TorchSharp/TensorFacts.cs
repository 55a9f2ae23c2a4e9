namespace Eden.Torch;

/// <summary>What is asked of a tensor in each step: while it stays the same, so does all else.</summary>
internal readonly record struct TensorFacts(nint Data, long Length, sbyte ElementType, bool IsContiguous)
{
    public static unsafe TensorFacts Of(nint handle) =>
        new((nint)Native.Data(handle), Native.CountElements(handle), Native.ElementType(handle), Native.IsContiguous(handle) != 0);
}
