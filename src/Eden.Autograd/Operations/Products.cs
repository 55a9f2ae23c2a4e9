using System.Numerics;
using Eden.Autograd.Kernels;

namespace Eden.Autograd;

/// <summary>Products of matrices.</summary>
public static class Products
{
    /// <summary>The matrix product left · right.</summary>
    /// <param name="left">A matrix [m, k].</param>
    /// <param name="right">A matrix [k, n].</param>
    /// <returns>A matrix [m, n].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Variable<T> MatMul<T>(this Variable<T> left, Variable<T> right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Shape.Length != 2 || right.Shape.Length != 2 || left.Shape[1] != right.Shape[0])
        {
            throw Shapes.Misfit("matmul", left.Shape, right.Shape, "they must be [m, k] and [k, n]");
        }

        (int m, int n, int k) = ((int)left.Shape[0], (int)right.Shape[1], (int)left.Shape[1]);
        T[] value = new T[Shapes.CountElements([m, n])];
        MatrixProduct.Add(value, left.Value, right.Value, m, n, k);
        return new(value, [m, n], [left, right], gradient =>
        {
            if (left.RequiresGradient)
            {
                MatrixProduct.AddWithRightTransposed(left.Gradient, gradient, right.Value, m, k, n);
            }

            if (right.RequiresGradient)
            {
                MatrixProduct.AddWithLeftTransposed(right.Gradient, left.Value, gradient, k, n, m);
            }
        });
    }

    /// <summary>The linear layer input · weightᵀ + bias.</summary>
    /// <param name="input">A matrix [n, in], a sample per row.</param>
    /// <param name="weight">A matrix [out, in].</param>
    /// <param name="bias">A row [out], added to every sample; left out, none.</param>
    /// <returns>A matrix [n, out].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Variable<T> Linear<T>(this Variable<T> input, Variable<T> weight, Variable<T>? bias = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(weight);
        if (input.Shape.Length != 2 || weight.Shape.Length != 2 || input.Shape[1] != weight.Shape[1])
        {
            throw Shapes.Misfit("linear", input.Shape, weight.Shape, "input and weight must be [n, in] and [out, in]");
        }

        if (bias is not null && !bias.Shape.SequenceEqual(weight.Shape[..1]))
        {
            throw Shapes.Misfit("linear", weight.Shape, bias.Shape, "weight and bias must be [out, in] and [out]");
        }

        (int samples, int outputs, int inputs) = ((int)input.Shape[0], (int)weight.Shape[0], (int)weight.Shape[1]);
        T[] value = new T[Shapes.CountElements([samples, outputs])];
        if (bias is not null)
        {
            Broadcasting.CopyToRows(bias.Value, value);
        }

        MatrixProduct.AddWithRightTransposed(value, input.Value, weight.Value, samples, outputs, inputs);
        return new(value, [samples, outputs], bias is null ? [input, weight] : [input, weight, bias], gradient =>
        {
            if (input.RequiresGradient)
            {
                MatrixProduct.Add(input.Gradient, gradient, weight.Value, samples, inputs, outputs);
            }

            if (weight.RequiresGradient)
            {
                MatrixProduct.AddWithLeftTransposed(weight.Gradient, gradient, input.Value, outputs, inputs, samples);
            }

            if (bias is not null && bias.RequiresGradient)
            {
                Broadcasting.AddRowsTo(bias, gradient);
            }
        });
    }
}
