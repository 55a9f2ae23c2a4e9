using System.Numerics;
using System.Numerics.Tensors;

namespace Eden.Autograd.Kernels;

/// <summary><see cref="TensorPrimitives"/>, with plain loops for short spans: there vectors gain nothing, and a program that
/// has only short ones starts sooner when it need not compile them.</summary>
internal static class Primitives
{
    private const int Short = 16;

    /// <summary>x + y.</summary>
    public static void Add<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length > Short)
        {
            TensorPrimitives.Add(x, y, destination);
            return;
        }

        for (int i = 0; i < x.Length; i++)
        {
            destination[i] = x[i] + y[i];
        }
    }

    /// <summary>x + y.</summary>
    public static void Add<T>(ReadOnlySpan<T> x, T y, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length > Short)
        {
            TensorPrimitives.Add(x, y, destination);
            return;
        }

        for (int i = 0; i < x.Length; i++)
        {
            destination[i] = x[i] + y;
        }
    }

    /// <summary>x · y, element by element.</summary>
    public static void Multiply<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length > Short)
        {
            TensorPrimitives.Multiply(x, y, destination);
            return;
        }

        for (int i = 0; i < x.Length; i++)
        {
            destination[i] = x[i] * y[i];
        }
    }

    /// <summary>sum + x · y, element by element, rounded once.</summary>
    public static void AddProduct<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length > Short)
        {
            TensorPrimitives.FusedMultiplyAdd(x, y, sum, sum);
            return;
        }

        for (int i = 0; i < x.Length; i++)
        {
            sum[i] = T.FusedMultiplyAdd(x[i], y[i], sum[i]);
        }
    }

    /// <summary>sum + x · y, rounded once.</summary>
    public static void AddProduct<T>(ReadOnlySpan<T> x, T y, Span<T> sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length > Short)
        {
            TensorPrimitives.FusedMultiplyAdd(x, y, sum, sum);
            return;
        }

        for (int i = 0; i < x.Length; i++)
        {
            sum[i] = T.FusedMultiplyAdd(x[i], y, sum[i]);
        }
    }

    /// <summary>The sum of all elements.</summary>
    public static T Sum<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length > Short)
        {
            return TensorPrimitives.Sum(x);
        }

        T sum = T.Zero;
        foreach (T element in x)
        {
            sum += element;
        }

        return sum;
    }

    /// <summary>The dot product.</summary>
    public static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length > Short)
        {
            return TensorPrimitives.Dot(x, y);
        }

        T sum = T.Zero;
        for (int i = 0; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }
}
