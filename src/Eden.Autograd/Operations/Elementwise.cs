using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Eden.Autograd.Kernels;

namespace Eden.Autograd;

/// <summary>
/// Operations element by element. Where two variables meet, their shapes are equal, or one is the last dimensions of the
/// other and is repeated over the rest: a row [n] over a matrix [m, n], a single value [] over anything.
/// </summary>
public static class Elementwise
{
    /// <summary>left + right.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Variable<T> Add<T>(this Variable<T> left, Variable<T> right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (left, right) = Broadcasting.Match("add", left, right);
        T[] value = NewLike(left);
        Primitives.Add(left.Value, right.Value, value);
        return new(value, left.Shape, [left, right], gradient =>
        {
            AddTo(left, gradient);
            AddTo(right, gradient);
        });
    }

    /// <summary>left − right.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Variable<T> Subtract<T>(this Variable<T> left, Variable<T> right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (left, right) = Broadcasting.Match("subtract", left, right);
        T[] value = NewLike(left);
        TensorPrimitives.Subtract(left.Value, right.Value, value);
        return new(value, left.Shape, [left, right], gradient =>
        {
            AddTo(left, gradient);
            SubtractFrom(right, gradient);
        });
    }

    /// <summary>left · right, element by element.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Variable<T> Multiply<T>(this Variable<T> left, Variable<T> right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (left, right) = Broadcasting.Match("multiply", left, right);
        T[] value = NewLike(left);
        Primitives.Multiply(left.Value, right.Value, value);
        return new(value, left.Shape, [left, right], gradient =>
        {
            AddProductTo(left, gradient, right.Value);
            AddProductTo(right, gradient, left.Value);
        });
    }

    /// <summary>left / right.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Variable<T> Divide<T>(this Variable<T> left, Variable<T> right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (left, right) = Broadcasting.Match("divide", left, right);
        T[] value = NewLike(left);
        TensorPrimitives.Divide(left.Value, right.Value, value);
        return new(value, left.Shape, [left, right], gradient =>
        {
            T[] quotient = NewLike(left);
            TensorPrimitives.Divide(gradient, right.Value, quotient);
            AddTo(left, quotient);
            TensorPrimitives.Multiply(quotient, value, quotient);
            SubtractFrom(right, quotient);
        });
    }

    /// <summary>−x.</summary>
    public static Variable<T> Negate<T>(this Variable<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        T[] value = NewLike(x);
        TensorPrimitives.Negate(x.Value, value);
        return new(value, x.Shape, [x], gradient => SubtractFrom(x, gradient));
    }

    /// <summary>x to the power of a constant.</summary>
    /// <remarks>The derivative of x⁰ is 0 everywhere, as in PyTorch.</remarks>
    public static Variable<T> Power<T>(this Variable<T> x, T exponent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        T[] value = NewLike(x);
        TensorPrimitives.Pow(x.Value, exponent, value);
        return new(value, x.Shape, [x], gradient =>
        {
            T[] slope = new T[value.Length];
            if (exponent != T.Zero)
            {
                TensorPrimitives.Pow(x.Value, exponent - T.One, slope);
                TensorPrimitives.Multiply(slope, exponent, slope);
            }

            AddProductTo(x, gradient, slope);
        });
    }

    /// <summary>x².</summary>
    public static Variable<T> Square<T>(this Variable<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        T[] value = NewLike(x);
        Primitives.Multiply(x.Value, x.Value, value);
        return new(value, x.Shape, [x], gradient =>
        {
            T[] slope = NewLike(x);
            Primitives.Add(x.Value, x.Value, slope);
            AddProductTo(x, gradient, slope);
        });
    }

    /// <summary>The rectifier max(x, 0), with derivative 0 at 0.</summary>
    public static Variable<T> Relu<T>(this Variable<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        T[] value = NewLike(x);
        TensorPrimitives.Max(x.Value, T.Zero, value);
        return new(value, x.Shape, [x], gradient => AddWhereNotZero(x.Gradient, gradient, value));
    }

    /// <summary>The hyperbolic tangent.</summary>
    public static Variable<T> Tanh<T>(this Variable<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        T[] value = NewLike(x);
        TensorPrimitives.Tanh(x.Value, value);
        return new(value, x.Shape, [x], gradient =>
        {
            T[] slope = NewLike(x);
            TensorPrimitives.Multiply(value, value, slope);
            TensorPrimitives.Subtract(T.One, slope, slope);
            AddProductTo(x, gradient, slope);
        });
    }

    private static T[] NewLike<T>(Variable<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        GC.AllocateUninitializedArray<T>(x.Value.Length);

    private static void AddTo<T>(Variable<T> x, ReadOnlySpan<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.RequiresGradient)
        {
            Primitives.Add(x.Gradient, gradient, x.Gradient);
        }
    }

    private static void SubtractFrom<T>(Variable<T> x, ReadOnlySpan<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.RequiresGradient)
        {
            TensorPrimitives.Subtract(x.Gradient, gradient, x.Gradient);
        }
    }

    private static void AddProductTo<T>(Variable<T> x, ReadOnlySpan<T> gradient, ReadOnlySpan<T> slope)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.RequiresGradient)
        {
            Primitives.AddProduct(gradient, slope, x.Gradient);
        }
    }

    /// <summary>sum += gradient where a rectifier let its input through. NaN passes, as in PyTorch.</summary>
    private static void AddWhereNotZero<T>(Span<T> sum, ReadOnlySpan<T> gradient, ReadOnlySpan<T> rectified)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<Vector<T>> sums = MemoryMarshal.Cast<T, Vector<T>>(sum);
        ReadOnlySpan<Vector<T>> gradients = MemoryMarshal.Cast<T, Vector<T>>(gradient);
        ReadOnlySpan<Vector<T>> rectifieds = MemoryMarshal.Cast<T, Vector<T>>(rectified);
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += Vector.ConditionalSelect(Vector.Equals(rectifieds[i], Vector<T>.Zero), Vector<T>.Zero, gradients[i]);
        }

        for (int i = sums.Length * Vector<T>.Count; i < sum.Length; i++)
        {
            sum[i] += rectified[i] == T.Zero ? T.Zero : gradient[i];
        }
    }
}
