namespace Eden.Autograd;

/// <summary>Counting, comparing and naming shapes.</summary>
internal static class Shapes
{
    public static int CountElements(ReadOnlySpan<nint> shape)
    {
        nint count = 1;
        foreach (nint dimension in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(shape));
            count = checked(count * dimension);
        }

        return count <= Array.MaxLength ? (int)count : throw new ArgumentException($"The shape {Text(shape)} has more elements than an array can hold.", nameof(shape));
    }

    public static string Text(ReadOnlySpan<nint> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    /// <summary>The exception for two shapes that an operation cannot bring together.</summary>
    public static ArgumentException Misfit(string operation, ReadOnlySpan<nint> left, ReadOnlySpan<nint> right, string rule) =>
        new($"{operation}: the shapes {Text(left)} and {Text(right)} do not fit; {rule}.");
}
