using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Eden.Kernels;

/// <summary>512 bits of elements.</summary>
internal readonly unsafe struct Lane512<T>(Vector512<T> value) : ILane<Lane512<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector512<T> _value = value;

    public static int Width => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Load(T* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane512<T> value, T* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Broadcast(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Of(in Constant<T> constant) => new(constant.Spread);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> operator +(Lane512<T> x, Lane512<T> y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> operator -(Lane512<T> x, Lane512<T> y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> operator *(Lane512<T> x, Lane512<T> y) => new(x._value * y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> operator /(Lane512<T> x, Lane512<T> y) => new(x._value / y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Fma(Lane512<T> x, Lane512<T> y, Lane512<T> z) => new(typeof(T) == typeof(float)
        ? Vector512.FusedMultiplyAdd(x._value.AsSingle(), y._value.AsSingle(), z._value.AsSingle()).As<float, T>()
        : Vector512.FusedMultiplyAdd(x._value.AsDouble(), y._value.AsDouble(), z._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Sqrt(Lane512<T> x) => new(Vector512.Sqrt(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Max(Lane512<T> x, Lane512<T> y) => new(Vector512.Max(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Min(Lane512<T> x, Lane512<T> y) => new(Vector512.Min(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Abs(Lane512<T> x) => new(Vector512.Abs(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> ZeroBelow(Lane512<T> x, Lane512<T> threshold, Lane512<T> result) =>
        new(Vector512.ConditionalSelect(~Vector512.LessThan(x._value, threshold._value), result._value, Vector512<T>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> ProductOrZeroBelow(Lane512<T> x, Lane512<T> threshold, Lane512<T> a, Lane512<T> b) =>
        new(Vector512.ConditionalSelect(~Vector512.LessThan(x._value, threshold._value), a._value * b._value, Vector512<T>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> OneWherePositive(Lane512<T> x) =>
        new(Vector512.GreaterThan(x._value, Vector512<T>.Zero) & Vector512<T>.One);
}
