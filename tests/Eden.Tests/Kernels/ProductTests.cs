using System.Numerics;
using Eden.Kernels;
using Eden.Tests.Support;

namespace Eden.Tests.Kernels;

/// <summary>Products of matrices, bit for bit: each element is one chain of fused multiply-adds, whatever the width and the cut.</summary>
[Trait(Suite.Trait, Suite.Kernels)]
public sealed unsafe class ProductTests
{
    // Around the tiles of every width, and beyond a task's rows, columns and depth.
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 2, 3, 5 }, { 6, 4, 7 }, { 12, 32, 9 }, { 13, 33, 10 }, { 12, 31, 1 }, { 97, 40, 33 }, { 25, 50, 385 }, { 30, 770, 20 }, { 200, 130, 193 }, { 0, 3, 2 }, { 3, 0, 2 }, { 4, 5, 0 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_element_is_a_chain_of_multiply_adds_in_every_width(int rows, int columns, int depth)
    {
        Check<float>(rows, columns, depth);
        Check<double>(rows, columns, depth);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(12, 12)]
    [InlineData(67, 20)]
    [InlineData(101, 200)]
    [InlineData(190, 7)]
    public void A_product_that_is_known_to_be_symmetric_has_the_bits_of_the_whole(int side, int depth)
    {
        CheckSymmetric<float>(side, depth);
        CheckSymmetric<double>(side, depth);
    }

    [Fact]
    public void Bad_numbers_stay_in_their_row_and_column()
    {
        using Matrix<float> a = new(13, 5), b = new(5, 35);
        a.Elements[(7 * 5) + 2] = float.NaN;
        b.Elements[(1 * 35) + 33] = float.PositiveInfinity;
        foreach (LaneWidth width in Lanes.Widths)
        {
            using Matrix<float> c = new(13, 35);
            Run(new Product<float>(13, 35, 5, a.Operand, b.Operand, c.Pointer), width);
            for (int i = 0; i < c.Elements.Length; i++)
            {
                Assert.Equal(i / 35 != 7 && i % 35 != 33, float.IsFinite(c.Elements[i]));
            }
        }
    }

    private static void Check<T>(int rows, int columns, int depth)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Matrix<T> a = new(rows, depth), b = new(depth, columns), d = new(rows, columns);
        (T alpha, T beta) = (T.CreateTruncating(1.7), T.CreateTruncating(-0.3));
        T[] sums = Chains(rows, columns, depth, a.Elements, b.Elements);
        T[] expected = [.. sums.Zip(d.Elements.ToArray(), (sum, addend) => T.FusedMultiplyAdd(beta, addend, alpha * sum))];
        using Matrix<T> aTransposed = a.Transposed(), bTransposed = b.Transposed();
        foreach (LaneWidth width in Lanes.Widths)
        {
            foreach (Operand<T> left in (Operand<T>[])[a.Operand, aTransposed.Operand.Transposed])
            {
                foreach (Operand<T> right in (Operand<T>[])[b.Operand, bTransposed.Operand.Transposed])
                {
                    using Matrix<T> c = new(rows, columns);
                    Product<T> product = new(rows, columns, depth, left, right, c.Pointer);
                    Run(product, width);
                    Assert.Equal(sums, c.Elements.ToArray());
                    Run(product with { Alpha = alpha, Beta = beta, Addend = d.Pointer }, width);
                    Assert.Equal(expected, c.Elements.ToArray());
                }
            }
        }
    }

    private static void CheckSymmetric<T>(int side, int depth)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Matrix<T> x = new(depth, side);
        using Matrix<T> transposed = x.Transposed();
        T[] expected = Chains(side, side, depth, transposed.Elements, x.Elements);
        foreach (LaneWidth width in Lanes.Widths)
        {
            using Matrix<T> c = new(side, side);
            Run(new Product<T>(side, side, depth, x.Operand.Transposed, x.Operand, c.Pointer) { IsSymmetric = true }, width);
            Assert.Equal(expected, c.Elements.ToArray());
        }
    }

    /// <summary>The definition: no blocks, no lanes.</summary>
    private static T[] Chains<T>(int rows, int columns, int depth, ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] product = new T[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < depth; k++)
            {
                for (int j = 0; j < columns; j++)
                {
                    ref T sum = ref product[(i * columns) + j];
                    sum = T.FusedMultiplyAdd(a[(i * depth) + k], b[(k * columns) + j], sum);
                }
            }
        }

        return product;
    }

    /// <summary>The tasks in no particular order.</summary>
    private static void Run<T>(Product<T> product, LaneWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using NativeBuffer<T> packs = new(Product<T>.PackLength);
        new Span<T>(packs.Pointer, Product<T>.PackLength).Fill(T.NaN);
        for (int task = product.TaskCount - 1; task >= 0; task--)
        {
            product.Run(width, task, packs.Pointer);
        }
    }

    private sealed class Matrix<T> : IDisposable
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly GuardedMemory<T> _memory;
        private readonly int _rows;
        private readonly int _columns;

        public Matrix(int rows, int columns)
        {
            (_rows, _columns) = (rows, columns);
            _memory = new GuardedMemory<T>(rows * columns, atEnd: true);
            Xoshiro256 random = new((ulong)((rows * 1000) + columns));
            foreach (ref T element in Elements)
            {
                element = T.CreateTruncating(random.NextNormal());
            }
        }

        public T* Pointer => _memory.Pointer;

        public Span<T> Elements => new(Pointer, _rows * _columns);

        public Operand<T> Operand => new(Pointer, _columns);

        public Matrix<T> Transposed()
        {
            Matrix<T> transposed = new(_columns, _rows);
            for (int i = 0; i < Elements.Length; i++)
            {
                transposed.Elements[(i % _columns * _rows) + (i / _columns)] = Elements[i];
            }

            return transposed;
        }

        public void Dispose() => _memory.Dispose();
    }
}
