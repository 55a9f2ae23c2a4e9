using System.Numerics;

namespace Eden.Kernels;

/// <summary>
/// One or several elements on which a rule computes at once. Every operation rounds exactly as IEEE 754 says and
/// <see cref="Fma"/> rounds once, so all widths give the same bits.
/// </summary>
internal unsafe interface ILane<TSelf, T>
    where TSelf : struct, ILane<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of elements.</summary>
    static abstract int Width { get; }

    static abstract TSelf Load(T* source);

    static abstract void Store(TSelf value, T* destination);

    static abstract TSelf Broadcast(T value);

    /// <summary>The constant in every element.</summary>
    static abstract TSelf Of(in Constant<T> constant);

    static abstract TSelf operator +(TSelf x, TSelf y);

    static abstract TSelf operator -(TSelf x, TSelf y);

    static abstract TSelf operator *(TSelf x, TSelf y);

    static abstract TSelf operator /(TSelf x, TSelf y);

    /// <summary>x·y + z, rounded once.</summary>
    static abstract TSelf Fma(TSelf x, TSelf y, TSelf z);

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
}
