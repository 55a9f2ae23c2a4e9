namespace Eden;

/// <summary>Arithmetic on shapes.</summary>
internal static class ParameterShape
{
    private const long Most = long.MaxValue / sizeof(double);

    /// <summary>The number of elements of a shape.</summary>
    /// <exception cref="ArgumentException">The shape is larger than any memory.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is negative.</exception>
    public static long CountElements(ReadOnlySpan<long> shape)
    {
        Int128 product = 1;
        foreach (long dimension in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(shape));

            // Held just above the limit, so that no product overflows and a later 0 still makes 0.
            product = Int128.Min(product * dimension, Most + 1L);
        }

        return product <= Most ? (long)product : throw new ArgumentException($"The shape [{string.Join(", ", shape.ToArray())}] is larger than any memory.", nameof(shape));
    }
}
