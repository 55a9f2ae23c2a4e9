namespace Eden.Autograd;

/// <summary>Counting, comparing and naming shapes.</summary>
internal static class Shapes
{
    public static int CountElements(ReadOnlySpan<long> shape)
    {
        Int128 count = 1;
        foreach (long dimension in shape)
        {
            // Held just above the limit, so that no product overflows and a later 0 still makes 0.
            count = dimension >= 0
                ? Int128.Min(count * dimension, (Int128)Array.MaxLength + 1)
                : throw new ArgumentException($"The shape {Text(shape)} has a negative dimension.", nameof(shape));
        }

        return count <= Array.MaxLength ? (int)count : throw new ArgumentException($"The shape {Text(shape)} has more elements than an array can hold.", nameof(shape));
    }

    public static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    /// <summary>The exception for two shapes that an operation cannot bring together.</summary>
    public static ArgumentException Misfit(string operation, ReadOnlySpan<long> left, ReadOnlySpan<long> right, string rule) =>
        new($"{operation}: the shapes {Text(left)} and {Text(right)} do not fit; {rule}.");
}
