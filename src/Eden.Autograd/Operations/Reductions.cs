using System.Numerics;
using Eden.Autograd.Kernels;

namespace Eden.Autograd;

/// <summary>Operations that make a single value, of shape [], of all elements.</summary>
public static class Reductions
{
    /// <summary>The sum of all elements.</summary>
    public static Variable<T> Sum<T>(this Variable<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Reduce(x, T.One);

    /// <summary>The mean of all elements; NaN where there are none.</summary>
    public static Variable<T> Mean<T>(this Variable<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return Reduce(x, T.CreateChecked(x.Value.Length));
    }

    private static Variable<T> Reduce<T>(Variable<T> x, T divisor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return new([Primitives.Sum(x.Value) / divisor], [], [x], gradient => Primitives.Add(x.Gradient, gradient[0] / divisor, x.Gradient));
    }
}
