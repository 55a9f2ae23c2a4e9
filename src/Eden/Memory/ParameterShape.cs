namespace Eden;

/// <summary>Arithmetic on shapes.</summary>
internal static class ParameterShape
{
    /// <summary>The number of elements of a shape that was found sound.</summary>
    public static long CountElements(ReadOnlySpan<long> shape)
    {
        long product = 1;
        foreach (long dimension in shape)
        {
            product *= dimension;
        }

        return product;
    }
}
