using System.Numerics;
using Eden.Autograd.Kernels;

namespace Eden.Autograd;

/// <summary>Brings two variables to one shape by repeating the smaller one.</summary>
internal static class Broadcasting
{
    public static (Variable<T> Left, Variable<T> Right) Match<T>(string operation, Variable<T> left, Variable<T> right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Shape.SequenceEqual(right.Shape))
        {
            return (left, right);
        }

        if (Repeats(right.Shape, left.Shape))
        {
            return (left, Repeat(right, left.Shape));
        }

        return Repeats(left.Shape, right.Shape)
            ? (Repeat(left, right.Shape), right)
            : throw Shapes.Misfit(operation, left.Shape, right.Shape, "they must be equal, or one the last dimensions of the other");
    }

    /// <summary>Copies a row over every row of a matrix.</summary>
    public static void CopyToRows<T>(ReadOnlySpan<T> row, Span<T> matrix)
    {
        for (int start = 0; start < matrix.Length; start += row.Length)
        {
            row.CopyTo(matrix[start..]);
        }
    }

    /// <summary>The way back from <see cref="CopyToRows"/>: adds the sum of all rows to the row's gradient.</summary>
    public static void AddRowsTo<T>(Variable<T> row, ReadOnlySpan<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> sum = row.Gradient;
        if (sum.Length == 1)
        {
            sum[0] += Primitives.Sum(gradient);
            return;
        }

        for (int start = 0; start < gradient.Length; start += sum.Length)
        {
            Primitives.Add(sum, gradient.Slice(start, sum.Length), sum);
        }
    }

    private static bool Repeats(ReadOnlySpan<long> shape, ReadOnlySpan<long> target) =>
        shape.Length <= target.Length && target.EndsWith(shape.TrimStart((long)1));

    private static Variable<T> Repeat<T>(Variable<T> x, ReadOnlySpan<long> shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] value = GC.AllocateUninitializedArray<T>(Shapes.CountElements(shape));
        CopyToRows(x.Value, value);
        return new(value, shape, [x], gradient => AddRowsTo(x, gradient));
    }
}
