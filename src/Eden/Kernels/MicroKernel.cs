using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Kernels;

/// <summary>
/// The innermost loop of a product of matrices: a tile of the result stays in registers while packed panels stream by. Each element is one
/// chain of fused multiply-adds in ascending order of the summation index, so the bits depend neither on the width nor on how tiles are cut.
/// </summary>
internal static unsafe class MicroKernel
{
    /// <summary>The rows of a tile: with the 32 registers of 512 bits twice as many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Rows<T, TLane>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, IMemoryLane<TLane, T> => TLane.Width * sizeof(T) == 64 ? 12 : 6;

    /// <summary>The columns of a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Columns<T, TLane>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, IMemoryLane<TLane, T> => 2 * TLane.Width;

    /// <summary>Adds the product of two panels to a tile.</summary>
    /// <param name="depth">The length of the sums.</param>
    /// <param name="a">For each summand a number for each row.</param>
    /// <param name="b">For each summand a number for each column.</param>
    /// <param name="c">The tile.</param>
    /// <param name="stride">From one row of the tile to the next.</param>
    /// <param name="isFirst">Whether the tile starts at 0, whatever it holds.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<T, TLane>(nint depth, T* a, T* b, T* c, nint stride, bool isFirst)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, IMemoryLane<TLane, T>
    {
        int width = TLane.Width;
        TLane zero = TLane.Broadcast(T.Zero);
        TLane c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero, c40 = zero, c41 = zero, c50 = zero, c51 = zero;
        TLane c60 = zero, c61 = zero, c70 = zero, c71 = zero, c80 = zero, c81 = zero, c90 = zero, c91 = zero, ca0 = zero, ca1 = zero, cb0 = zero, cb1 = zero;
        if (!isFirst)
        {
            T* row = c;
            Load<T, TLane>(ref row, stride, out c00, out c01);
            Load<T, TLane>(ref row, stride, out c10, out c11);
            Load<T, TLane>(ref row, stride, out c20, out c21);
            Load<T, TLane>(ref row, stride, out c30, out c31);
            Load<T, TLane>(ref row, stride, out c40, out c41);
            Load<T, TLane>(ref row, stride, out c50, out c51);
            if (Rows<T, TLane>() > 6)
            {
                Load<T, TLane>(ref row, stride, out c60, out c61);
                Load<T, TLane>(ref row, stride, out c70, out c71);
                Load<T, TLane>(ref row, stride, out c80, out c81);
                Load<T, TLane>(ref row, stride, out c90, out c91);
                Load<T, TLane>(ref row, stride, out ca0, out ca1);
                Load<T, TLane>(ref row, stride, out cb0, out cb1);
            }
        }

        for (nint k = 0; k < depth; k++)
        {
            TLane b0 = TLane.Load(b);
            TLane b1 = TLane.Load(b + width);
            TLane x = TLane.Broadcast(a[0]);
            c00 = TLane.Fma(x, b0, c00);
            c01 = TLane.Fma(x, b1, c01);
            x = TLane.Broadcast(a[1]);
            c10 = TLane.Fma(x, b0, c10);
            c11 = TLane.Fma(x, b1, c11);
            x = TLane.Broadcast(a[2]);
            c20 = TLane.Fma(x, b0, c20);
            c21 = TLane.Fma(x, b1, c21);
            x = TLane.Broadcast(a[3]);
            c30 = TLane.Fma(x, b0, c30);
            c31 = TLane.Fma(x, b1, c31);
            x = TLane.Broadcast(a[4]);
            c40 = TLane.Fma(x, b0, c40);
            c41 = TLane.Fma(x, b1, c41);
            x = TLane.Broadcast(a[5]);
            c50 = TLane.Fma(x, b0, c50);
            c51 = TLane.Fma(x, b1, c51);
            if (Rows<T, TLane>() > 6)
            {
                x = TLane.Broadcast(a[6]);
                c60 = TLane.Fma(x, b0, c60);
                c61 = TLane.Fma(x, b1, c61);
                x = TLane.Broadcast(a[7]);
                c70 = TLane.Fma(x, b0, c70);
                c71 = TLane.Fma(x, b1, c71);
                x = TLane.Broadcast(a[8]);
                c80 = TLane.Fma(x, b0, c80);
                c81 = TLane.Fma(x, b1, c81);
                x = TLane.Broadcast(a[9]);
                c90 = TLane.Fma(x, b0, c90);
                c91 = TLane.Fma(x, b1, c91);
                x = TLane.Broadcast(a[10]);
                ca0 = TLane.Fma(x, b0, ca0);
                ca1 = TLane.Fma(x, b1, ca1);
                x = TLane.Broadcast(a[11]);
                cb0 = TLane.Fma(x, b0, cb0);
                cb1 = TLane.Fma(x, b1, cb1);
            }

            a += Rows<T, TLane>();
            b += 2 * width;
        }

        Store(ref c, stride, c00, c01);
        Store(ref c, stride, c10, c11);
        Store(ref c, stride, c20, c21);
        Store(ref c, stride, c30, c31);
        Store(ref c, stride, c40, c41);
        Store(ref c, stride, c50, c51);
        if (Rows<T, TLane>() > 6)
        {
            Store(ref c, stride, c60, c61);
            Store(ref c, stride, c70, c71);
            Store(ref c, stride, c80, c81);
            Store(ref c, stride, c90, c91);
            Store(ref c, stride, ca0, ca1);
            Store(ref c, stride, cb0, cb1);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Store(ref T* row, nint stride, TLane left, TLane right)
        {
            TLane.Store(left, row);
            TLane.Store(right, row + TLane.Width);
            row += stride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<T, TLane>(ref T* row, nint stride, out TLane left, out TLane right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, IMemoryLane<TLane, T>
    {
        left = TLane.Load(row);
        right = TLane.Load(row + TLane.Width);
        row += stride;
    }
}
