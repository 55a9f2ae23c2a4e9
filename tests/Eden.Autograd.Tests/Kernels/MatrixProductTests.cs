using System.Numerics;
using Eden.Autograd.Kernels;

namespace Eden.Autograd.Tests;

public sealed class MatrixProductTests
{
    // Around the blocks of 2 × 4 and 4 × two vectors, of any width up to 512 bits.
    private static readonly int[] Lengths = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33];

    [Fact]
    public void Every_form_adds_the_exact_product_at_every_shape_in_double() => AssertExact<double>();

    [Fact]
    public void Every_form_adds_the_exact_product_at_every_shape_in_float() => AssertExact<float>();

    /// <summary>Small whole numbers: no order of summation rounds.</summary>
    private static void AssertExact<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Xoshiro256 random = new(2);
        foreach (int m in Lengths)
        {
            foreach (int n in Lengths)
            {
                foreach (int k in Lengths)
                {
                    T[] a = RandomMatrix<T>(m, k, random);
                    T[] b = RandomMatrix<T>(k, n, random);
                    T[] start = RandomMatrix<T>(m, n, random);
                    T[] expected = [.. start];
                    for (int i = 0; i < m; i++)
                    {
                        for (int j = 0; j < n; j++)
                        {
                            for (int p = 0; p < k; p++)
                            {
                                expected[(i * n) + j] += a[(i * k) + p] * b[(p * n) + j];
                            }
                        }
                    }

                    T[] c = [.. start];
                    MatrixProduct.Add<T>(c, a, b, m, n, k);
                    Assert.Equal(expected, c);
                    c = [.. start];
                    MatrixProduct.AddWithLeftTransposed<T>(c, Transpose(a, m, k), b, m, n, k);
                    Assert.Equal(expected, c);
                    c = [.. start];
                    MatrixProduct.AddWithRightTransposed<T>(c, a, Transpose(b, k, n), m, n, k);
                    Assert.Equal(expected, c);
                }
            }
        }
    }

    private static T[] RandomMatrix<T>(int rows, int columns, Xoshiro256 random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, rows * columns).Select(_ => T.CreateChecked(random.NextInt(17) - 8))];

    private static T[] Transpose<T>(T[] matrix, int rows, int columns) =>
        [.. Enumerable.Range(0, columns).SelectMany(j => Enumerable.Range(0, rows).Select(i => matrix[(i * columns) + j]))];
}
