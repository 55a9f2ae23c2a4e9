using Eden.Checkpoints;

namespace Eden.Lab.Checkpoints;

/// <summary>How a tensor of two checkpoints differs.</summary>
public sealed record TensorDifference
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>Type and shape in the first file, for example <c>F32 [10, 64]</c>; null where it is not there.</summary>
    public string? First { get; init; }

    /// <summary>Type and shape in the second file.</summary>
    public string? Second { get; init; }

    /// <summary>The largest |a − b|; null where the shapes do not allow a comparison. Equal infinities and two NaN do not differ, and
    /// anything else differs from them by infinity.</summary>
    public double? Largest { get; init; }

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

        NumberMeter meter = new();
        double largest = 0;
        double magnitude = 0;
        long differing = 0;
        double[] gaps = [];
        TensorBlocks.ForEach(
            first,
            second,
            (left, right) =>
            {
                Array.Resize(ref gaps, left.Length);
                for (int i = 0; i < left.Length; i++)
                {
                    gaps[i] = Gap(left[i], right[i]);
                    largest = Math.Max(largest, gaps[i]);
                    magnitude = Math.Max(magnitude, Math.Max(Finite(left[i]), Finite(right[i])));
                    differing += gaps[i] > 0 ? 1 : 0;
                }

                meter.Add(gaps);
            },
            cancellation);
        return difference with
        {
            Largest = largest,
            Relative = largest == 0 ? 0 : largest / magnitude,
            Norm = meter.Infinities > 0 ? double.PositiveInfinity : meter.Norm,
            Differing = differing,
        };
    }

    private static double Gap(double left, double right) =>
        left == right || (double.IsNaN(left) && double.IsNaN(right)) ? 0
        : double.IsFinite(left) && double.IsFinite(right) ? Math.Abs(left - right)
        : double.PositiveInfinity;

    private static double Finite(double number) => double.IsFinite(number) ? Math.Abs(number) : 0;

    private static string? Describe(CheckpointTensor? tensor) =>
        tensor is null ? null : $"{TensorBlocks.TypeName(tensor)} [{string.Join(", ", tensor.Shape.ToArray())}]";
}
