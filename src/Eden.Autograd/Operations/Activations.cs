using System.Numerics;
using System.Numerics.Tensors;
using Eden.Autograd.Kernels;

namespace Eden.Autograd;

/// <summary>Operations that stand between the layers of a network, beside <see cref="Elementwise.Relu{T}"/> and
/// <see cref="Elementwise.Tanh{T}"/>.</summary>
public static class Activations
{
    /// <summary>The Gaussian error linear unit x·Φ(x), Φ the normal distribution (Hendrycks and Gimpel, "Gaussian Error Linear
    /// Units", 2016). The exact form, PyTorch's default.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="x"/> is null.</exception>
    public static Variable<T> Gelu<T>(this Variable<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        T[] value = GC.AllocateUninitializedArray<T>(x.Value.Length);
        T[] slope = GC.AllocateUninitializedArray<T>(value.Length);
        NormalDistribution.Compute(x.Value, value, slope);

        // The slope is Φ(x) + x·φ(x), the value x·Φ(x).
        TensorPrimitives.FusedMultiplyAdd<T>(x.Value, slope, value, slope);
        TensorPrimitives.Multiply(x.Value, value, value);
        return new(value, x.Shape, [x], gradient => TensorPrimitives.FusedMultiplyAdd(gradient, slope, x.Gradient, x.Gradient));
    }

    /// <summary>Sets each element to 0 with a probability p and divides the others by 1 − p, so that the mean stays (Srivastava et
    /// al., "Dropout", 2014).</summary>
    /// <param name="x">The elements.</param>
    /// <param name="probability">p.</param>
    /// <param name="random">Where the choice comes from, an element at a time.</param>
    /// <exception cref="ArgumentNullException"><paramref name="x"/> or <paramref name="random"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is outside [0, 1) or NaN.</exception>
    public static Variable<T> Dropout<T>(this Variable<T> x, double probability, Xoshiro256 random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(random);
        CheckProbability(probability);
        T kept = T.CreateTruncating(1 / (1 - probability));
        T[] mask = GC.AllocateUninitializedArray<T>(x.Value.Length);
        for (int i = 0; i < mask.Length; i++)
        {
            mask[i] = random.NextDouble() < probability ? T.Zero : kept;
        }

        T[] value = GC.AllocateUninitializedArray<T>(mask.Length);
        TensorPrimitives.Multiply(x.Value, mask, value);
        return new(value, x.Shape, [x], gradient => TensorPrimitives.FusedMultiplyAdd(gradient, mask, x.Gradient, x.Gradient));
    }

    /// <summary>Refuses what is no probability to be dropped: 1 would leave nothing to divide by.</summary>
    internal static void CheckProbability(double probability)
    {
        if (!(probability is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, FormattableString.Invariant($"The probability is {probability}; it must be at least 0 and less than 1."));
        }
    }
}
