using Eden.Checkpoints;

namespace Eden.Lab.Checkpoints;

/// <summary>How a tensor of two checkpoints differs.</summary>
internal sealed record TensorDifference
{
    public required string Name { get; init; }

    /// <summary>Type and shape in the first file, for example <c>F32 [10, 64]</c>; null where it is not there.</summary>
    public string? First { get; init; }

    /// <summary>Type and shape in the second file.</summary>
    public string? Second { get; init; }

    /// <summary>The largest |a − b|, an integer for two tensors of integers; null where the shapes do not allow a comparison. Equal
    /// infinities and two NaN do not differ, and anything else differs from them by infinity.</summary>
    public TensorValue? Largest { get; init; }

    /// <summary>That as a share of the largest element of both.</summary>
    public double? Relative { get; init; }

    /// <summary>The 2-norm of a − b.</summary>
    public double? Norm { get; init; }

    /// <summary>How many elements differ.</summary>
    public long Differing { get; init; }

    /// <summary>Whether type, shape and all elements are equal.</summary>
    public bool IsEqual => First == Second && Differing == 0;

    /// <summary>Compares two tensors, of which one may be missing.</summary>
    internal static TensorDifference Between(string name, CheckpointTensor? first, CheckpointTensor? second, CancellationToken cancellation)
    {
        TensorDifference difference = new() { Name = name, First = Describe(first), Second = Describe(second) };
        if (first is null || second is null || !first.Shape.SequenceEqual(second.Shape))
        {
            return difference;
        }

        GapMeter gaps = GapMeter.Of(first, second, cancellation);
        return difference with { Largest = gaps.Largest, Relative = gaps.Relative, Norm = gaps.Norm, Differing = gaps.Differing };
    }

    private static string? Describe(CheckpointTensor? tensor) =>
        tensor is null ? null : $"{TensorBlocks.TypeName(tensor)} [{string.Join(", ", tensor.Shape.ToArray())}]";
}
