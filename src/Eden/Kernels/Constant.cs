using System.Numerics;
using System.Runtime.Intrinsics;

namespace Eden.Kernels;

/// <summary>A scalar of a step, narrowed once to <typeparamref name="T"/> and spread over the widest lane, so that loops read it
/// from memory as it is instead of spreading it for every element.</summary>
internal readonly struct Constant<T>(double value)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The scalar in every element.</summary>
    public readonly Vector512<T> Spread = Vector512.Create(T.CreateTruncating(value));
}
