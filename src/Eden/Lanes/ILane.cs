using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden;

/// <summary>
/// One or several elements on which a rule computes at once. Every operation rounds exactly as IEEE 754 says and
/// <see cref="Fma"/> rounds once, so all widths give the same bits.
/// </summary>
/// <typeparam name="TSelf">The lane.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public interface ILane<TSelf, T>
    where TSelf : struct, ILane<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The value in every element.</summary>
    static abstract TSelf Broadcast(T value);

    /// <summary>The constant in every element.</summary>
    static abstract TSelf Broadcast(in Constant<T> constant);

    /// <summary>x + y.</summary>
    static abstract TSelf operator +(TSelf x, TSelf y);

    /// <summary>x − y.</summary>
    static abstract TSelf operator -(TSelf x, TSelf y);

    /// <summary>x·y.</summary>
    static abstract TSelf operator *(TSelf x, TSelf y);

    /// <summary>x/y.</summary>
    static abstract TSelf operator /(TSelf x, TSelf y);

    /// <summary>x·y + z, rounded once.</summary>
    static abstract TSelf Fma(TSelf x, TSelf y, TSelf z);

    /// <summary>√x.</summary>
    static abstract TSelf Sqrt(TSelf x);

    /// <summary>The larger; NaN where either is NaN.</summary>
    static abstract TSelf Max(TSelf x, TSelf y);

    /// <summary>The smaller; NaN where either is NaN.</summary>
    static abstract TSelf Min(TSelf x, TSelf y);

    /// <summary>|x|.</summary>
    static abstract TSelf Abs(TSelf x);

    /// <summary>Zero where x is less than the threshold, otherwise the result, for NaN too.</summary>
    static abstract TSelf ZeroBelow(TSelf x, TSelf threshold, TSelf result);

    /// <summary>Zero where x is less than the threshold, otherwise a·b, for NaN too. Processors that multiply under a mask do it
    /// in one operation.</summary>
    static abstract TSelf ProductOrZeroBelow(TSelf x, TSelf threshold, TSelf a, TSelf b);

    /// <summary>1 where x is above zero, otherwise 0, for NaN too.</summary>
    static abstract TSelf OneWherePositive(TSelf x);

    /// <summary>1, −1, or 0 for zero and, as PyTorch's <c>sign</c>, for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual TSelf Sign(TSelf x) => TSelf.OneWherePositive(x) - TSelf.OneWherePositive(TSelf.Broadcast(T.Zero) - x);
}
