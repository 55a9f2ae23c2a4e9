using System.Numerics;

namespace Eden;

/// <summary>A gradient of some rows of a parameter; that of all others is 0. It refers to the caller's memory and copies nothing.</summary>
/// <remarks>A row is an index of the first dimension and all elements below it. A row that comes several times has the sum of its
/// gradients.</remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="rows">The indices of the rows, in any order.</param>
/// <param name="values">The gradients of these rows, one after the other.</param>
public readonly struct SparseGradient<T>(ReadOnlyMemory<long> rows, ReadOnlyMemory<T> values) : IEquatable<SparseGradient<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The indices of the rows.</summary>
    public ReadOnlyMemory<long> Rows { get; } = rows;

    /// <summary>The gradients of the rows, one after the other.</summary>
    public ReadOnlyMemory<T> Values { get; } = values;

    /// <summary>Whether both refer to the same memory.</summary>
    public static bool operator ==(SparseGradient<T> left, SparseGradient<T> right) => left.Equals(right);

    /// <summary>Whether they refer to different memory.</summary>
    public static bool operator !=(SparseGradient<T> left, SparseGradient<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(SparseGradient<T> other) => Rows.Equals(other.Rows) && Values.Equals(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SparseGradient<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rows, Values);
}
