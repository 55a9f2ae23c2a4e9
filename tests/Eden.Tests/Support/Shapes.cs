namespace Eden.Tests.Support;

/// <summary>Shapes that an algorithm takes: vectors, or for those that take matrices alone, matrices of as many elements.</summary>
internal static class Shapes
{
    public static long[] Of(OptimizerOptions options, long length)
    {
        if (options.RefusalOf([length]) is null)
        {
            return [length];
        }

        long rows = (long)Math.Sqrt(length);
        while (rows > 1 && length % rows != 0)
        {
            rows--;
        }

        return [rows, rows == 0 ? 0 : length / rows];
    }

    /// <summary>The shape, or a matrix of one row where the algorithm does not take it.</summary>
    public static long[] Taken(OptimizerOptions options, params long[] shape) =>
        options.RefusalOf(shape) is null ? shape : [1, shape.Aggregate(1L, (product, dimension) => product * dimension)];
}
