namespace Eden.Torch;

/// <summary>What is asked of a tensor once per step.</summary>
internal readonly record struct TensorFacts(nint Handle, sbyte ElementType, long Length, nint Data, bool IsContiguous);
