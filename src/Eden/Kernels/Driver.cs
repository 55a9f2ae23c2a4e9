using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Rules;

namespace Eden.Kernels;

/// <summary>Walks memory for a rule: whole lanes, then a scalar tail. It knows no formula.</summary>
internal static unsafe class Driver
{
    private const int BytesAhead = 2048;

    /// <summary>Bytes of values from which a model is taken to lie beyond a core's caches, with its gradients and state.</summary>
    private const long FarFrom = 1 << 18;

    /// <summary>Applies a rule to the part of segments <paramref name="start"/> to <paramref name="end"/> that belongs to a
    /// share, with lanes of one width.</summary>
    public static void Run<TRule, T>(LaneWidth width, in TRule rule, GradientUse use, ReadOnlySpan<Segment<T>> segments, int start, int end, Share share)
        where TRule : struct, IUpdateRule<TRule, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (use.IsPlain)
        {
            Run(width, rule, default(PlainGradient<T>), segments, start, end, share);
        }
        else if (use.IsOnlyScaled && use.Reduction<T>() == 1)
        {
            Run(width, rule, new ScaledGradient<T>(use.Scale), segments, start, end, share);
        }
        else
        {
            Run(width, rule, new PreparedGradient<T>(use), segments, start, end, share);
        }
    }

    /// <summary>How many elements of that part pass the rule's mask. Changes nothing.</summary>
    public static long CountPassing<TRule, T>(LaneWidth width, in TRule rule, GradientUse gradientUse, ReadOnlySpan<Segment<T>> segments, int start, int end, Share share)
        where TRule : struct, IUpdateRule<TRule, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        PreparedGradient<T> use = new(gradientUse with { Clear = false });
        return width switch
        {
            LaneWidth.Bits512 => Count<TRule, T, Lane512<T, DividerRoot>>(rule, use, segments, start, end, share),
            LaneWidth.Bits256 => Count<TRule, T, Lane256<T>>(rule, use, segments, start, end, share),
            LaneWidth.Bits128 => Count<TRule, T, Lane128<T>>(rule, use, segments, start, end, share),
            _ => Count<TRule, T, ScalarLane<T>>(rule, use, segments, start, end, share),
        };
    }

    private static void Run<TRule, TUse, T>(LaneWidth width, in TRule rule, in TUse use, ReadOnlySpan<Segment<T>> segments, int start, int end, Share share)
        where TRule : struct, IUpdateRule<TRule, T>
        where TUse : struct, IGradientUse<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Found out here: a call in the loop's method would leave the rule's scalars no registers.
        bool isFar = start < end && IsFar(segments[start..end]);
        switch (width)
        {
            case LaneWidth.Bits512 when typeof(T) == typeof(float) && ProductRoot.IsSupported:
                Walk<TRule, TUse, T, Lane512<T, DividerRoot>, Lane512<T, ProductRoot>>(rule, use, segments, start, end, share, isFar);
                break;
            case LaneWidth.Bits512:
                Walk<TRule, TUse, T, Lane512<T, DividerRoot>, Lane512<T, DividerRoot>>(rule, use, segments, start, end, share, isFar);
                break;
            case LaneWidth.Bits256:
                Walk<TRule, TUse, T, Lane256<T>, Lane256<T>>(rule, use, segments, start, end, share, isFar);
                break;
            case LaneWidth.Bits128:
                Walk<TRule, TUse, T, Lane128<T>, Lane128<T>>(rule, use, segments, start, end, share, isFar);
                break;
            default:
                Walk<TRule, TUse, T, ScalarLane<T>, ScalarLane<T>>(rule, use, segments, start, end, share, isFar);
                break;
        }
    }

    // Two kinds of lane take turns: where they take square roots in two ways, the divider and the multipliers work side by side.
    // Optimized at once: a first step over a large model would otherwise run in unoptimized code. Never inlined: recompiled as part
    // of a caller, from profile data, the loop was three times slower (docs/LOG.md).
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Walk<TRule, TUse, T, TLane, TOther>(TRule rule, TUse use, ReadOnlySpan<Segment<T>> segments, int start, int end, Share share, bool isFar)
        where TRule : struct, IUpdateRule<TRule, T>
        where TUse : struct, IGradientUse<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, T>
        where TOther : struct, ILane<TOther, T>
    {
        for (int s = start; s < end; s++)
        {
            Segment<T> segment = segments[s];
            (nint i, nint stop) = share.RangeIn(s, segment.Length);
            nint last = stop - TLane.Width;
            while (i <= last)
            {
                UpdateAt<TRule, TUse, T, TLane>(in rule, in use, in segment, i, isFar);
                i += TLane.Width;
                if (typeof(TOther) != typeof(TLane) && i <= last)
                {
                    UpdateAt<TRule, TUse, T, TOther>(in rule, in use, in segment, i, isFar);
                    i += TLane.Width;
                }
            }

            for (; i < stop; i++)
            {
                UpdateAt<TRule, TUse, T, ScalarLane<T>>(in rule, in use, in segment, i, isFar: false);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static long Count<TRule, T, TLane>(TRule rule, PreparedGradient<T> use, ReadOnlySpan<Segment<T>> segments, int start, int end, Share share)
        where TRule : struct, IUpdateRule<TRule, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, T>
    {
        // So few that a float counts them exactly.
        const int BlockLength = 1 << 20;
        T* counts = stackalloc T[TLane.Width];
        long passing = 0;
        for (int s = start; s < end; s++)
        {
            Segment<T> segment = segments[s];
            (nint i, nint stop) = share.RangeIn(s, segment.Length);
            while (i <= stop - TLane.Width)
            {
                TLane sum = TLane.Broadcast(T.Zero);
                for (nint blockEnd = Math.Min(stop, i + BlockLength); i <= blockEnd - TLane.Width; i += TLane.Width)
                {
                    sum += TRule.Passes(in rule, use.Take<TLane>(segment.Gradient + i), TLane.Load(segment.State0 + i));
                }

                TLane.Store(sum, counts);
                for (int k = 0; k < TLane.Width; k++)
                {
                    passing += long.CreateTruncating(counts[k]);
                }
            }

            for (; i < stop; i++)
            {
                ScalarLane<T>.Store(TRule.Passes(in rule, use.Take<ScalarLane<T>>(segment.Gradient + i), ScalarLane<T>.Load(segment.State0 + i)), counts);
                passing += long.CreateTruncating(counts[0]);
            }
        }

        return passing;
    }

    /// <summary>Whether the segments are long enough together that asking for memory ahead pays.</summary>
    private static bool IsFar<T>(ReadOnlySpan<Segment<T>> segments)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long length = 0;
        foreach (ref readonly Segment<T> segment in segments)
        {
            length += segment.Length;
            if (length >= FarFrom / sizeof(T))
            {
                return true;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchAhead<TRule, T>(in Segment<T> segment, nint i)
        where TRule : struct, IUpdateRule<TRule, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Ahead.Fetch((byte*)(segment.Value + i) + BytesAhead);
        Ahead.Fetch((byte*)(segment.Gradient + i) + BytesAhead);
        if (TRule.StateCount > 0)
        {
            Ahead.Fetch((byte*)(segment.State0 + i) + BytesAhead);
        }

        if (TRule.StateCount > 1)
        {
            Ahead.Fetch((byte*)(segment.State1 + i) + BytesAhead);
        }

        if (TRule.StateCount > 2)
        {
            Ahead.Fetch((byte*)(segment.State2 + i) + BytesAhead);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void UpdateAt<TRule, TUse, T, TLane>(in TRule rule, in TUse use, in Segment<T> segment, nint i, bool isFar)
        where TRule : struct, IUpdateRule<TRule, T>
        where TUse : struct, IGradientUse<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, T>
    {
        if (isFar)
        {
            FetchAhead<TRule, T>(in segment, i);
        }

        TLane state0 = TRule.StateCount > 0 ? TLane.Load(segment.State0 + i) : default;
        TLane state1 = TRule.StateCount > 1 ? TLane.Load(segment.State1 + i) : default;
        TLane state2 = TRule.StateCount > 2 ? TLane.Load(segment.State2 + i) : default;
        TLane p = rule.Update(TLane.Load(segment.Value + i), use.Take<TLane>(segment.Gradient + i), ref state0, ref state1, ref state2);
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
