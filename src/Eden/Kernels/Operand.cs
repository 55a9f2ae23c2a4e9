using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Kernels;

/// <summary>A matrix in memory, row by row, or the transpose of one.</summary>
/// <param name="Start">The first element.</param>
/// <param name="Stride">From one row in memory to the next.</param>
/// <param name="IsTransposed">Whether the rows in memory are the columns of the matrix.</param>
internal readonly unsafe record struct Operand<T>(nuint Start, nint Stride, bool IsTransposed)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Operand(T* start, nint stride, bool isTransposed = false)
        : this((nuint)start, stride, isTransposed)
    {
    }

    public Operand<T> Transposed => this with { IsTransposed = !IsTransposed };

    /// <summary>Copies some neighbouring rows of a range of columns, column by column.</summary>
    /// <param name="firstRow">The first row.</param>
    /// <param name="rows">The number of rows, up to <paramref name="height"/>; zeros stand for the rest.</param>
    /// <param name="height">The numbers of a column in the copy: a constant where it is inlined.</param>
    /// <param name="firstColumn">The first column.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="panel">Takes the copy.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PackRows(nint firstRow, nint rows, int height, nint firstColumn, nint columns, T* panel)
    {
        if (rows < height)
        {
            new Span<T>(panel, (int)(height * columns)).Clear();
        }

        T* start = (T*)Start;
        if (!IsTransposed)
        {
            for (nint i = 0; i < rows; i++)
            {
                T* row = start + ((firstRow + i) * Stride) + firstColumn;
                T* to = panel + i;
                for (nint k = 0; k < columns; k++)
                {
                    to[k * height] = row[k];
                }
            }
        }
        else if (rows == height)
        {
            for (nint k = 0; k < columns; k++)
            {
                Unsafe.CopyBlockUnaligned(panel + (k * height), start + ((firstColumn + k) * Stride) + firstRow, (uint)(height * sizeof(T)));
            }
        }
        else
        {
            for (nint k = 0; k < columns; k++)
            {
                new Span<T>(start + ((firstColumn + k) * Stride) + firstRow, (int)rows).CopyTo(new Span<T>(panel + (k * height), (int)rows));
            }
        }
    }
}
