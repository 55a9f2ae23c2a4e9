using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Rules;

namespace Eden.Kernels;

/// <summary>Walks memory for a rule: whole lanes, then a scalar tail. It knows no formula.</summary>
internal static unsafe class Driver
{
    /// <summary>Applies a rule to all segments with lanes of one width, each gradient times <paramref name="gradientScale"/>
    /// (1 to descend, −1 to ascend; both exact).</summary>
    public static void Run<TRule, T>(LaneWidth width, in TRule rule, T gradientScale, ReadOnlySpan<Segment<T>> segments)
        where TRule : struct, IUpdateRule<TRule, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (width)
        {
            case LaneWidth.Bits512:
                Walk<TRule, T, Lane512<T>>(rule, gradientScale, segments);
                break;
            case LaneWidth.Bits256:
                Walk<TRule, T, Lane256<T>>(rule, gradientScale, segments);
                break;
            case LaneWidth.Bits128:
                Walk<TRule, T, Lane128<T>>(rule, gradientScale, segments);
                break;
            default:
                Walk<TRule, T, ScalarLane<T>>(rule, gradientScale, segments);
                break;
        }
    }

    // Optimized at once: a first step over a large model would otherwise run in unoptimized code.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Walk<TRule, T, TLane>(TRule rule, T gradientScale, ReadOnlySpan<Segment<T>> segments)
        where TRule : struct, IUpdateRule<TRule, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, T>
    {
        for (int s = 0; s < segments.Length; s++)
        {
            Segment<T> segment = segments[s];
            nint i = 0;
            nint length = (nint)segment.Length;
            for (; i <= length - TLane.Width; i += TLane.Width)
            {
                UpdateAt<TRule, T, TLane>(in rule, gradientScale, in segment, i);
            }

            for (; i < length; i++)
            {
                UpdateAt<TRule, T, ScalarLane<T>>(in rule, gradientScale, in segment, i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void UpdateAt<TRule, T, TLane>(in TRule rule, T gradientScale, in Segment<T> segment, nint i)
        where TRule : struct, IUpdateRule<TRule, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, T>
    {
        TLane state0 = TRule.StateCount > 0 ? TLane.Load(segment.State0 + i) : default;
        TLane state1 = TRule.StateCount > 1 ? TLane.Load(segment.State1 + i) : default;
        TLane state2 = TRule.StateCount > 2 ? TLane.Load(segment.State2 + i) : default;
        TLane g = TLane.Broadcast(gradientScale) * TLane.Load(segment.Gradient + i);
        TLane p = rule.Update(TLane.Load(segment.Value + i), g, ref state0, ref state1, ref state2);
        TLane.Store(p, segment.Value + i);
        if (TRule.StateCount > 0)
        {
            TLane.Store(state0, segment.State0 + i);
        }

        if (TRule.StateCount > 1)
        {
            TLane.Store(state1, segment.State1 + i);
        }

        if (TRule.StateCount > 2)
        {
            TLane.Store(state2, segment.State2 + i);
        }
    }
}
