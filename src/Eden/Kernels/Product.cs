using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Kernels;

/// <summary>
/// C ← A·B, or α·A·B + β·D, cut into tasks that any thread does in any order. Every element of A·B is one chain of fused multiply-adds from 0 in
/// ascending order of the summation index, and an element of C is fma(β, d, α·sum): the bits are the same for every width, every cut and any
/// number of threads.
/// </summary>
/// <remarks>Panels of A and B are packed in blocks that fit a core's second cache (Goto and van de Geijn, "Anatomy of High-Performance
/// Matrix Multiplication", 2008). C may be none of the others.</remarks>
internal readonly unsafe struct Product<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows and columns of a task: multiples of the tiles of all widths.</summary>
    private const int TaskRows = 96;
    private const int TaskColumns = 768;

    /// <summary>The summands for which panels are packed at once.</summary>
    private const int Depth = 192;

    private readonly nint _rows;
    private readonly nint _columns;
    private readonly nint _depth;
    private readonly T* _result;

    /// <summary>A product of a matrix of <paramref name="rows"/> × <paramref name="depth"/> with one of <paramref name="depth"/> ×
    /// <paramref name="columns"/>; <paramref name="result"/> is row-major.</summary>
    public Product(nint rows, nint columns, nint depth, Operand<T> left, Operand<T> right, T* result)
    {
        (_rows, _columns, _depth, Left, Right) = (rows, columns, depth, left, right);
        _result = result;
    }

    /// <summary>The elements of a buffer for the packed panels of a task.</summary>
    public static int PackLength => Depth * (TaskRows + TaskColumns);

    public int TaskCount => checked((int)(CountRows * CountColumns));

    /// <summary>Whether the product is known to be symmetric: what lies below the diagonal is then copied from above it. The bits are those
    /// of the full product.</summary>
    public bool IsSymmetric { get; init; }

    /// <summary>α.</summary>
    public T Alpha { get; init; } = T.One;

    /// <summary>β.</summary>
    public T Beta { get; init; }

    /// <summary>D, row-major; null for A·B alone.</summary>
    public T* Addend { get; init; }

    private Operand<T> Left { get; }

    private Operand<T> Right { get; }

    private nint CountRows => (_rows + TaskRows - 1) / TaskRows;

    private nint CountColumns => (_columns + TaskColumns - 1) / TaskColumns;

    /// <summary>Does a task.</summary>
    /// <param name="width">The lanes.</param>
    /// <param name="task">Its number.</param>
    /// <param name="packs">Room for <see cref="PackLength"/> elements that no other thread uses.</param>
    public void Run(LaneWidth width, int task, T* packs)
    {
        switch (width)
        {
            case LaneWidth.Bits512:
                Run<Lane512<T, DividerRoot>>(task, packs);
                break;
            case LaneWidth.Bits256:
                Run<Lane256<T>>(task, packs);
                break;
            case LaneWidth.Bits128:
                Run<Lane128<T>>(task, packs);
                break;
            default:
                Run<ScalarLane<T>>(task, packs);
                break;
        }
    }

    private void Run<TLane>(int task, T* packs)
        where TLane : struct, IMemoryLane<TLane, T>
    {
        (nint down, nint across) = Math.DivRem(task, CountColumns);
        nint row = down * TaskRows, rowEnd = nint.Min(row + TaskRows, _rows);
        nint column = across * TaskColumns, columnEnd = nint.Min(column + TaskColumns, _columns);
        if (IsSymmetric)
        {
            int tile = MicroKernel.Columns<T, TLane>();
            column = nint.Max(column, row / tile * tile);
        }

        if (column >= columnEnd)
        {
            return;
        }

        T* left = packs;
        T* right = packs + (Depth * TaskRows);

        // A sum over nothing is 0 too.
        for (nint k = 0; k == 0 || k < _depth; k += Depth)
        {
            nint depth = nint.Min(Depth, _depth - k);
            Pack<TLane>(row, rowEnd, column, columnEnd, k, depth, left, right);
            Multiply<TLane>(row, rowEnd, column, columnEnd, k, depth, left, right);
        }

        if (IsSymmetric)
        {
            Mirror(row, rowEnd, column, columnEnd);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Pack<TLane>(nint row, nint rowEnd, nint column, nint columnEnd, nint k, nint depth, T* left, T* right)
        where TLane : struct, IMemoryLane<TLane, T>
    {
        for (nint i = row; i < rowEnd; i += MicroKernel.Rows<T, TLane>())
        {
            Left.PackRows(i, nint.Min(MicroKernel.Rows<T, TLane>(), rowEnd - i), MicroKernel.Rows<T, TLane>(), k, depth, left + ((i - row) * depth));
        }

        Operand<T> transposed = Right.Transposed;
        for (nint j = column; j < columnEnd; j += MicroKernel.Columns<T, TLane>())
        {
            transposed.PackRows(j, nint.Min(MicroKernel.Columns<T, TLane>(), columnEnd - j), MicroKernel.Columns<T, TLane>(), k, depth, right + ((j - column) * depth));
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Multiply<TLane>(nint row, nint rowEnd, nint column, nint columnEnd, nint k, nint depth, T* left, T* right)
        where TLane : struct, IMemoryLane<TLane, T>
    {
        int height = MicroKernel.Rows<T, TLane>(), width = MicroKernel.Columns<T, TLane>();
        T* edge = stackalloc T[height * width];
        bool isFirst = k == 0;
        for (nint j = column; j < columnEnd; j += width)
        {
            nint columns = nint.Min(width, columnEnd - j);
            for (nint i = row; i < rowEnd; i += height)
            {
                nint rows = nint.Min(height, rowEnd - i);
                if (IsSymmetric && j + columns <= i)
                {
                    break;
                }

                T* tile = _result + (i * _columns) + j;
                if (rows == height && columns == width)
                {
                    MicroKernel.Run<T, TLane>(depth, left + ((i - row) * depth), right + ((j - column) * depth), tile, _columns, isFirst);
                }
                else
                {
                    Copy(tile, _columns, edge, width, rows, columns);
                    MicroKernel.Run<T, TLane>(depth, left + ((i - row) * depth), right + ((j - column) * depth), edge, width, isFirst);
                    Copy(edge, width, tile, _columns, rows, columns);
                }

                if (k + depth >= _depth && Addend is not null)
                {
                    Finish<TLane>(i, rows, j, columns);
                }
            }
        }
    }

    /// <summary>Copies what lies above the diagonal to below it.</summary>
    private void Mirror(nint row, nint rowEnd, nint column, nint columnEnd)
    {
        for (nint j = nint.Max(column, row + 1); j < columnEnd; j++)
        {
            for (nint i = row; i < nint.Min(rowEnd, j); i++)
            {
                _result[(j * _columns) + i] = _result[(i * _columns) + j];
            }
        }
    }

    private static void Copy(T* from, nint fromStride, T* to, nint toStride, nint rows, nint columns)
    {
        for (nint i = 0; i < rows; i++)
        {
            Unsafe.CopyBlock(to + (i * toStride), from + (i * fromStride), (uint)(columns * sizeof(T)));
        }
    }

    /// <summary>Makes C of the sums of a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Finish<TLane>(nint row, nint rows, nint column, nint columns)
        where TLane : struct, IMemoryLane<TLane, T>
    {
        for (nint i = row; i < row + rows; i++)
        {
            T* result = _result + (i * _columns);
            T* addend = Addend + (i * _columns);
            nint j = column;
            for (; j <= column + columns - TLane.Width; j += TLane.Width)
            {
                TLane.Store(TLane.Fma(TLane.Broadcast(Beta), TLane.Load(addend + j), TLane.Broadcast(Alpha) * TLane.Load(result + j)), result + j);
            }

            for (; j < column + columns; j++)
            {
                result[j] = T.FusedMultiplyAdd(Beta, addend[j], Alpha * result[j]);
            }
        }
    }
}
