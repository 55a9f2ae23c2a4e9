using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Autograd.Kernels;

/// <summary>
/// Adds products of row-major matrices to a matrix C [m, n]. Blocks of C small enough for the registers are summed over all
/// of k at a time; <see cref="Primitives"/> does what is left at the edges.
/// </summary>
/// <remarks>The order of summation depends on the shapes and the processor's vector width alone, so the same run gives the
/// same bits.</remarks>
internal static unsafe class MatrixProduct
{
    /// <summary>C += A·B with A [m, k] and B [k, n].</summary>
    public static void Add<T>(Span<T> c, ReadOnlySpan<T> a, ReadOnlySpan<T> b, int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        AddRows(c, a, k, 1, b, m, n, k);

    /// <summary>C += Aᵀ·B with A [k, m] and B [k, n].</summary>
    public static void AddWithLeftTransposed<T>(Span<T> c, ReadOnlySpan<T> a, ReadOnlySpan<T> b, int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        AddRows(c, a, 1, m, b, m, n, k);

    /// <summary>C += A·Bᵀ with A [m, k] and B [n, k]: dot products of rows, eight at a time.</summary>
    public static void AddWithRightTransposed<T>(Span<T> c, ReadOnlySpan<T> a, ReadOnlySpan<T> b, int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int blockedRows = m - (m % 2);
        int blockedColumns = n - (n % 4);
        fixed (T* pointerToA = a, pointerToB = b)
        {
            for (int j = 0; j < blockedColumns; j += 4)
            {
                for (int i = 0; i < blockedRows; i += 2)
                {
                    int at = (i * n) + j;
                    AddDots2x4(c.Slice(at, 4), c.Slice(at + n, 4), pointerToA + ((nint)i * k), pointerToB + ((nint)j * k), k);
                }
            }
        }

        for (int i = 0; i < m; i++)
        {
            for (int j = i < blockedRows ? blockedColumns : 0; j < n; j++)
            {
                c[(i * n) + j] += Primitives.Dot(a.Slice(i * k, k), b.Slice(j * k, k));
            }
        }
    }

    /// <summary>C += A·B where element (i, p) of A is <c>a[i·rowStride + p·columnStride]</c>.</summary>
    private static void AddRows<T>(Span<T> c, ReadOnlySpan<T> a, int rowStride, int columnStride, ReadOnlySpan<T> b, int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int blockedRows = m - (m % 4);
        int blockedColumns = n - (n % (2 * Vector<T>.Count));
        fixed (T* pointerToA = a, pointerToB = b, pointerToC = c)
        {
            for (int j = 0; j < blockedColumns; j += 2 * Vector<T>.Count)
            {
                for (int i = 0; i < blockedRows; i += 4)
                {
                    AddBlock4x2(pointerToC + ((nint)i * n) + j, pointerToA + ((nint)i * rowStride), rowStride, columnStride, pointerToB + j, n, k);
                }
            }
        }

        for (int i = 0; i < m; i++)
        {
            int start = i < blockedRows ? blockedColumns : 0;
            Span<T> row = c.Slice((i * n) + start, n - start);
            for (int p = 0; p < k && !row.IsEmpty; p++)
            {
                Primitives.AddProduct(b.Slice((p * n) + start, row.Length), a[(i * rowStride) + (p * columnStride)], row);
            }
        }
    }

    /// <summary>Adds the dot products of two neighbouring rows of A with four neighbouring rows of B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddDots2x4<T>(Span<T> c0, Span<T> c1, T* a, T* b, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector<T> s00 = default, s01 = default, s02 = default, s03 = default;
        Vector<T> s10 = default, s11 = default, s12 = default, s13 = default;
        nint row = k;
        nint p = 0;
        for (; p <= row - Vector<T>.Count; p += Vector<T>.Count)
        {
            Vector<T> a0 = Vector.Load(a + p);
            Vector<T> a1 = Vector.Load(a + row + p);
            Vector<T> b0 = Vector.Load(b + p);
            s00 = Fma(a0, b0, s00);
            s10 = Fma(a1, b0, s10);
            Vector<T> b1 = Vector.Load(b + row + p);
            s01 = Fma(a0, b1, s01);
            s11 = Fma(a1, b1, s11);
            Vector<T> b2 = Vector.Load(b + (2 * row) + p);
            s02 = Fma(a0, b2, s02);
            s12 = Fma(a1, b2, s12);
            Vector<T> b3 = Vector.Load(b + (3 * row) + p);
            s03 = Fma(a0, b3, s03);
            s13 = Fma(a1, b3, s13);
        }

        AddSums(c0, s00, s01, s02, s03);
        AddSums(c1, s10, s11, s12, s13);
        for (; p < row; p++)
        {
            for (int j = 0; j < 4; j++)
            {
                c0[j] = T.FusedMultiplyAdd(a[p], b[(j * row) + p], c0[j]);
                c1[j] = T.FusedMultiplyAdd(a[row + p], b[(j * row) + p], c1[j]);
            }
        }
    }

    /// <summary>Adds to four rows and two vectors of columns of C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddBlock4x2<T>(T* c, T* a, nint rowStride, nint columnStride, T* b, nint n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = Vector<T>.Count;
        Vector<T> s00 = Vector.Load(c), s01 = Vector.Load(c + width);
        Vector<T> s10 = Vector.Load(c + n), s11 = Vector.Load(c + n + width);
        Vector<T> s20 = Vector.Load(c + (2 * n)), s21 = Vector.Load(c + (2 * n) + width);
        Vector<T> s30 = Vector.Load(c + (3 * n)), s31 = Vector.Load(c + (3 * n) + width);
        for (int p = 0; p < k; p++)
        {
            Vector<T> b0 = Vector.Load(b);
            Vector<T> b1 = Vector.Load(b + width);
            Vector<T> a0 = Vector.Create(a[0]);
            s00 = Fma(a0, b0, s00);
            s01 = Fma(a0, b1, s01);
            Vector<T> a1 = Vector.Create(a[rowStride]);
            s10 = Fma(a1, b0, s10);
            s11 = Fma(a1, b1, s11);
            Vector<T> a2 = Vector.Create(a[2 * rowStride]);
            s20 = Fma(a2, b0, s20);
            s21 = Fma(a2, b1, s21);
            Vector<T> a3 = Vector.Create(a[3 * rowStride]);
            s30 = Fma(a3, b0, s30);
            s31 = Fma(a3, b1, s31);
            a += columnStride;
            b += n;
        }

        s00.Store(c);
        s01.Store(c + width);
        s10.Store(c + n);
        s11.Store(c + n + width);
        s20.Store(c + (2 * n));
        s21.Store(c + (2 * n) + width);
        s30.Store(c + (3 * n));
        s31.Store(c + (3 * n) + width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddSums<T>(Span<T> c, Vector<T> s0, Vector<T> s1, Vector<T> s2, Vector<T> s3)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        c[0] += Vector.Sum(s0);
        c[1] += Vector.Sum(s1);
        c[2] += Vector.Sum(s2);
        c[3] += Vector.Sum(s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Fma<T>(Vector<T> x, Vector<T> y, Vector<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(float)
        ? Vector.FusedMultiplyAdd(x.As<T, float>(), y.As<T, float>(), z.As<T, float>()).As<float, T>()
        : Vector.FusedMultiplyAdd(x.As<T, double>(), y.As<T, double>(), z.As<T, double>()).As<double, T>();
}
