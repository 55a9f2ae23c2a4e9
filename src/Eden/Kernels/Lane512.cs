using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Eden.Kernels;

/// <summary>512 bits of elements.</summary>
/// <typeparam name="T">Float or double.</typeparam>
/// <typeparam name="TRoot">What computes square roots.</typeparam>
internal readonly unsafe struct Lane512<T, TRoot>(Vector512<T> value) : IMemoryLane<Lane512<T, TRoot>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TRoot : struct, IRoot
{
    private readonly Vector512<T> _value = value;

    public static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<T>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T, TRoot> Load(T* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane512<T, TRoot> value, T* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T, TRoot> Broadcast(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T, TRoot> Broadcast(in Constant<T> constant) => new(constant.Spread);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T, TRoot> operator +(Lane512<T, TRoot> x, Lane512<T, TRoot> y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T, TRoot> operator -(Lane512<T, TRoot> x, Lane512<T, TRoot> y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T, TRoot> operator *(Lane512<T, TRoot> x, Lane512<T, TRoot> y) => new(x._value * y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T, TRoot> operator /(Lane512<T, TRoot> x, Lane512<T, TRoot> y) => new(x._value / y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T, TRoot> Fma(Lane512<T, TRoot> x, Lane512<T, TRoot> y, Lane512<T, TRoot> z) => new(typeof(T) == typeof(float)
        ? Vector512.FusedMultiplyAdd(x._value.AsSingle(), y._value.AsSingle(), z._value.AsSingle()).As<float, T>()
        : Vector512.FusedMultiplyAdd(x._value.AsDouble(), y._value.AsDouble(), z._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T, TRoot> Sqrt(Lane512<T, TRoot> x) => new(TRoot.Of(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T, TRoot> Max(Lane512<T, TRoot> x, Lane512<T, TRoot> y) => new(Vector512.Max(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T, TRoot> Min(Lane512<T, TRoot> x, Lane512<T, TRoot> y) => new(Vector512.Min(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T, TRoot> Abs(Lane512<T, TRoot> x) => new(Vector512.Abs(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T, TRoot> ZeroBelow(Lane512<T, TRoot> x, Lane512<T, TRoot> threshold, Lane512<T, TRoot> result) =>
        new(Vector512.ConditionalSelect(~Vector512.LessThan(x._value, threshold._value), result._value, Vector512<T>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T, TRoot> ProductOrZeroBelow(Lane512<T, TRoot> x, Lane512<T, TRoot> threshold, Lane512<T, TRoot> a, Lane512<T, TRoot> b) =>
        new(Vector512.ConditionalSelect(~Vector512.LessThan(x._value, threshold._value), a._value * b._value, Vector512<T>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T, TRoot> OneWherePositive(Lane512<T, TRoot> x) =>
        new(Vector512.GreaterThan(x._value, Vector512<T>.Zero) & Vector512<T>.One);
}
