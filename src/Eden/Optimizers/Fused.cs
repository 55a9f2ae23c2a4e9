using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <summary>
/// One optimizer step over spans, for callers with their own buffers: native memory, another framework's tensors. The arithmetic
/// is that of <see cref="Adam{T}"/>, <see cref="AdamW{T}"/> and <see cref="Sgd{T}"/>, bit for bit.
/// </summary>
/// <remarks>
/// All spans have the same length and do not overlap. The caller keeps the state, which starts as zeros. A step may be split into
/// parts over ranges of all spans, with the same result, except with <see cref="DirectionOptions.Cautious"/>, which needs all
/// elements. Does not allocate; a refused argument changes nothing.
/// </remarks>
public static class Fused
{
    /// <summary>One step of <see cref="Adam{T}"/>.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="value">The values, updated in place.</param>
    /// <param name="gradient">Their gradient.</param>
    /// <param name="firstMoment">m, zeros before the first step, updated in place.</param>
    /// <param name="secondMoment">v, zeros before the first step, updated in place.</param>
    /// <param name="step">The number of this step, from 1.</param>
    /// <param name="options">The options.</param>
    /// <param name="maxSecondMoment">The largest v so far: required with AMSGrad, empty without.</param>
    /// <param name="scheduleMultiplier">η, the factor of the learning rate.</param>
    /// <exception cref="ArgumentException">Lengths differ, spans overlap, or <paramref name="maxSecondMoment"/> does not fit the
    /// options.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is below 1, or <paramref name="scheduleMultiplier"/>
    /// is negative, infinite or NaN.</exception>
    /// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> names a width that this processor lacks.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Adam<T>(Span<T> value, ReadOnlySpan<T> gradient, Span<T> firstMoment, Span<T> secondMoment, long step, AdamOptions options, Span<T> maxSecondMoment = default, double scheduleMultiplier = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Run(value, gradient, firstMoment, secondMoment, maxSecondMoment, step, options, scheduleMultiplier);

    /// <summary>One step of <see cref="AdamW{T}"/>.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="value">The values, updated in place.</param>
    /// <param name="gradient">Their gradient.</param>
    /// <param name="firstMoment">m, zeros before the first step, updated in place.</param>
    /// <param name="secondMoment">v, zeros before the first step, updated in place.</param>
    /// <param name="step">The number of this step, from 1.</param>
    /// <param name="options">The options.</param>
    /// <param name="maxSecondMoment">The largest v so far: required with AMSGrad, empty without.</param>
    /// <param name="scheduleMultiplier">η, the factor of the learning rate and, with either scaling, of the decay.</param>
    /// <exception cref="ArgumentException">Lengths differ, spans overlap, or <paramref name="maxSecondMoment"/> does not fit the
    /// options.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is below 1, or <paramref name="scheduleMultiplier"/>
    /// is negative, infinite or NaN.</exception>
    /// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> names a width that this processor lacks.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void AdamW<T>(Span<T> value, ReadOnlySpan<T> gradient, Span<T> firstMoment, Span<T> secondMoment, long step, AdamWOptions options, Span<T> maxSecondMoment = default, double scheduleMultiplier = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Run(value, gradient, firstMoment, secondMoment, maxSecondMoment, step, options, scheduleMultiplier);

    /// <summary>One step of <see cref="Sgd{T}"/>.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="value">The values, updated in place.</param>
    /// <param name="gradient">Their gradient.</param>
    /// <param name="momentum">b, zeros before the first step, updated in place: required with momentum, empty without.</param>
    /// <param name="step">The number of this step, from 1.</param>
    /// <param name="options">The options.</param>
    /// <param name="scheduleMultiplier">η, the factor of the learning rate.</param>
    /// <exception cref="ArgumentException">Lengths differ, spans overlap, <paramref name="momentum"/> does not fit the options,
    /// or the options contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is below 1, or <paramref name="scheduleMultiplier"/>
    /// is negative, infinite or NaN.</exception>
    /// <exception cref="InvalidOperationException"><c>EDEN_LANES</c> names a width that this processor lacks.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Sgd<T>(Span<T> value, ReadOnlySpan<T> gradient, Span<T> momentum, long step, SgdOptions options, double scheduleMultiplier = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Run(value, gradient, momentum, default, default, step, options, scheduleMultiplier);

    internal static unsafe void Run<T>(Span<T> value, ReadOnlySpan<T> gradient, Span<T> state0, Span<T> state1, Span<T> state2, long step, OptimizerOptions options, double scheduleMultiplier, LaneWidth? width = null, Span<T> state3 = default, ReadOnlySpan<long> shape = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        Require.AtLeastZero(scheduleMultiplier, nameof(scheduleMultiplier));
        options.Validate();
        CheckSpans(value, gradient, state0, state1, state2, state3, options);
        fixed (T* p = value, g = gradient, s0 = state0, s1 = state1, s2 = state2, s3 = state3)
        {
            Segment<T> segment = new() { Value = p, Gradient = g, State0 = s0, State1 = s1, State2 = s2, State3 = s3, Length = value.Length };
            StepContext context = new(width ?? WidthFor(value.Length), GradientUse.Scaled(options.Maximize ? -1 : 1));
            options.SelectRule<T, ImmediateStep<T>>(scheduleMultiplier, step, shape.IsEmpty ? [value.Length] : shape, new(context, segment));
        }
    }

    /// <summary>The width in use, or none for less than the widest lane holds: a program that steps nothing longer starts
    /// sooner.</summary>
    private static LaneWidth WidthFor(int length)
    {
        const int LongestLane = 16;
        LaneWidth width = Lanes.CurrentWidth;
        return length < LongestLane ? LaneWidth.Scalar : width;
    }

    private static void CheckSpans<T>(Span<T> value, ReadOnlySpan<T> gradient, Span<T> state0, Span<T> state1, Span<T> state2, Span<T> state3, OptimizerOptions options)
        where T : unmanaged
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new NotSupportedException($"Elements of type {typeof(T).Name} are not supported; supported are Single and Double.");
        }

        CheckLength(gradient.Length, value.Length, "gradient");
        CheckLength(state0.Length, LengthOfState(options, 0, value.Length), "first state");
        CheckLength(state1.Length, LengthOfState(options, 1, value.Length), "second state");
        CheckLength(state2.Length, LengthOfState(options, 2, value.Length), "third state");
        CheckLength(state3.Length, LengthOfState(options, 3, value.Length), "fourth state");
        if (OverlapsAny(value, gradient, state0, state1, state2, state3) || OverlapsAny(gradient, state0, state1, state2, state3)
            || OverlapsAny(state0, state1, state2, state3) || OverlapsAny(state1, state2, state3) || OverlapsAny(state2, state3))
        {
            throw new ArgumentException("Two of the spans overlap in memory.");
        }
    }

    /// <summary>Only rules that read their state by themselves have arrays of other lengths.</summary>
    private static int LengthOfState(OptimizerOptions options, int index, int length) =>
        index >= options.StateCount ? 0
        : options.TakesFormats ? length
        : (int)options.DescribeState([length], index).Length;

    private static bool OverlapsAny<T>(ReadOnlySpan<T> span, ReadOnlySpan<T> first, ReadOnlySpan<T> second = default, ReadOnlySpan<T> third = default, ReadOnlySpan<T> fourth = default, ReadOnlySpan<T> fifth = default) =>
        span.Overlaps(first) || span.Overlaps(second) || span.Overlaps(third) || span.Overlaps(fourth) || span.Overlaps(fifth);

    private static void CheckLength(int length, int expected, string what)
    {
        if (length != expected)
        {
            throw new ArgumentException($"The {what} span has {length} elements; the value span and the options want {expected}.");
        }
    }
}
