using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Rules;

namespace Eden.Kernels;

/// <summary>Walks memory for a rule: whole lanes, then a scalar tail. It knows no formula.</summary>
internal static unsafe partial class Driver
{
    private const int BytesAhead = 2048;

    /// <summary>Bytes of values from which a model is taken to lie beyond a core's caches, with its gradients and state.</summary>
    private const long FarFrom = 1 << 18;

    /// <summary>What a loop asks for ahead of its use. State that is decoded into a tile is near.</summary>
    private enum Fetch
    {
        Nothing,
        ValueAndGradient,
        All,
    }

    /// <summary>Applies a rule to the part of segments <paramref name="start"/> to <paramref name="end"/> that belongs to a
    /// share, with lanes of one width.</summary>
    public static void Run<TRule, T>(LaneWidth width, in TRule rule, GradientUse use, ReadOnlySpan<Segment<T>> segments, int start, int end, Share share)
        where TRule : struct, IRule<TRule, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (start < end && segments[start].Storage is not null)
        {
            RunTiled(width, rule, use, segments, start, end, share);
        }
        else if (start < end)
        {
            Run(width, rule, use, segments, start, end, share, IsFar(segments[start..end]) ? Fetch.All : Fetch.Nothing);
        }
    }

    private static void Run<TRule, T>(LaneWidth width, in TRule rule, GradientUse use, ReadOnlySpan<Segment<T>> segments, int start, int end, Share share, Fetch fetch)
        where TRule : struct, IRule<TRule, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (use.IsPlain)
        {
            Run(width, rule, default(PlainGradient<T>), segments, start, end, share, fetch);
        }
        else if (use.IsOnlyScaled && use.Reduction<T>() == 1)
        {
            Run(width, rule, new ScaledGradient<T>(use.Scale), segments, start, end, share, fetch);
        }
        else
        {
            Run(width, rule, new PreparedGradient<T>(use), segments, start, end, share, fetch);
        }
    }

    /// <summary>Applies a rule to a block of a segment.</summary>
    public static void Run<TRule, T>(in StepContext context, in TRule rule, in Segment<T> segment, Block block)
        where TRule : struct, IRule<TRule, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Run(context.Width, rule, context.Use, new ReadOnlySpan<Segment<T>>(in segment), 0, 1, Share.Of(block));

    /// <summary>How many elements of a block have the sign of their update to come. Changes nothing.</summary>
    public static long CountAgreeing<TDirection, TDecay, T>(in StepContext context, in TDirection direction, in Constant<T> lambda, in Segment<T> segment, Block block)
        where TDirection : struct, IDirection<TDirection, T>
        where TDecay : struct, IDecay
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (segment.Storage is not null)
        {
            return CountTiled<TDirection, TDecay, T>(context, direction, lambda, segment, block);
        }

        PreparedGradient<T> use = new(context.Use with { Clear = false });
        return context.Width switch
        {
            LaneWidth.Bits512 => Count<TDirection, TDecay, T, Lane512<T, DividerRoot>>(direction, lambda, use, segment, block),
            LaneWidth.Bits256 => Count<TDirection, TDecay, T, Lane256<T>>(direction, lambda, use, segment, block),
            LaneWidth.Bits128 => Count<TDirection, TDecay, T, Lane128<T>>(direction, lambda, use, segment, block),
            _ => Count<TDirection, TDecay, T, ScalarLane<T>>(direction, lambda, use, segment, block),
        };
    }

    private static void Run<TRule, TUse, T>(LaneWidth width, in TRule rule, in TUse use, ReadOnlySpan<Segment<T>> segments, int start, int end, Share share, Fetch fetch)
        where TRule : struct, IRule<TRule, T>
        where TUse : struct, IGradientUse<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (width)
        {
            case LaneWidth.Bits512 when typeof(T) == typeof(float) && ProductRoot.IsSupported:
                Walk<TRule, TUse, T, Lane512<T, DividerRoot>, Lane512<T, ProductRoot>>(rule, use, segments, start, end, share, fetch);
                break;
            case LaneWidth.Bits512:
                Walk<TRule, TUse, T, Lane512<T, DividerRoot>, Lane512<T, DividerRoot>>(rule, use, segments, start, end, share, fetch);
                break;
            case LaneWidth.Bits256:
                Walk<TRule, TUse, T, Lane256<T>, Lane256<T>>(rule, use, segments, start, end, share, fetch);
                break;
            case LaneWidth.Bits128:
                Walk<TRule, TUse, T, Lane128<T>, Lane128<T>>(rule, use, segments, start, end, share, fetch);
                break;
            default:
                Walk<TRule, TUse, T, ScalarLane<T>, ScalarLane<T>>(rule, use, segments, start, end, share, fetch);
                break;
        }
    }

    // Two kinds of lane take turns: where they take square roots in two ways, the divider and the multipliers work side by side.
    // Optimized at once: a first step over a large model would otherwise run in unoptimized code. Never inlined: recompiled as part
    // of a caller, from profile data, the loop was three times slower (docs/LOG.md).
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Walk<TRule, TUse, T, TLane, TOther>(TRule rule, TUse use, ReadOnlySpan<Segment<T>> segments, int start, int end, Share share, Fetch fetch)
        where TRule : struct, IRule<TRule, T>
        where TUse : struct, IGradientUse<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, IMemoryLane<TLane, T>
        where TOther : struct, IMemoryLane<TOther, T>
    {
        for (int s = start; s < end; s++)
        {
            Segment<T> segment = segments[s];
            (nint i, nint stop) = share.RangeIn(s, segment.Length);
            nint last = stop - TLane.Width;
            while (i <= last)
            {
                UpdateAt<TRule, TUse, T, TLane>(in rule, in use, in segment, i, fetch);
                i += TLane.Width;
                if (typeof(TOther) != typeof(TLane) && i <= last)
                {
                    UpdateAt<TRule, TUse, T, TOther>(in rule, in use, in segment, i, fetch);
                    i += TLane.Width;
                }
            }

            for (; i < stop; i++)
            {
                UpdateAt<TRule, TUse, T, ScalarLane<T>>(in rule, in use, in segment, i, Fetch.Nothing);
            }
        }
    }

    // A block has so few elements that a float counts them exactly.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static long Count<TDirection, TDecay, T, TLane>(TDirection direction, Constant<T> lambda, PreparedGradient<T> use, Segment<T> segment, Block block)
        where TDirection : struct, IDirection<TDirection, T>
        where TDecay : struct, IDecay
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, IMemoryLane<TLane, T>
    {
        T* counts = stackalloc T[TLane.Width];
        TLane sum = TLane.Broadcast(T.Zero);
        nint i = (nint)block.Offset, stop = i + (nint)block.Length;
        for (; i <= stop - TLane.Width; i += TLane.Width)
        {
            sum += AgreementAt<TDirection, TDecay, T, TLane>(in direction, in lambda, in use, in segment, i);
        }

        TLane.Store(sum, counts);
        T agreeing = T.Zero;
        for (int k = 0; k < TLane.Width; k++)
        {
            agreeing += counts[k];
        }

        for (; i < stop; i++)
        {
            ScalarLane<T>.Store(AgreementAt<TDirection, TDecay, T, ScalarLane<T>>(in direction, in lambda, in use, in segment, i), counts);
            agreeing += counts[0];
        }

        return long.CreateTruncating(agreeing);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane AgreementAt<TDirection, TDecay, T, TLane>(in TDirection direction, in Constant<T> lambda, in PreparedGradient<T> use, in Segment<T> segment, nint i)
        where TDirection : struct, IDirection<TDirection, T>
        where TDecay : struct, IDecay
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, IMemoryLane<TLane, T>
    {
        TLane p = TDecay.ChangesGradient ? TLane.Load(segment.Value + i) : default;
        TLane g = TDecay.Gradient(lambda, p, use.Take<TLane>(segment.Gradient + i));
        TLane state0 = TDirection.SignStateCount > 0 ? TLane.Load(segment.State0 + i) : default;
        TLane state1 = TDirection.SignStateCount > 1 ? TLane.Load(segment.State1 + i) : default;
        TLane state2 = TDirection.SignStateCount > 2 ? TLane.Load(segment.State2 + i) : default;
        TLane state3 = TDirection.SignStateCount > 3 ? TLane.Load(segment.State3 + i) : default;
        return Cautious.Agreement<TLane, T>(TDirection.Sign(in direction, g, state0, state1, state2, state3), g);
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
    private static void FetchAhead<TRule, T>(in Segment<T> segment, nint i, Fetch fetch)
        where TRule : struct, IRule<TRule, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Ahead.Fetch((byte*)(segment.Value + i) + BytesAhead);
        Ahead.Fetch((byte*)(segment.Gradient + i) + BytesAhead);
        if (TRule.StateCount == 0 || fetch == Fetch.ValueAndGradient)
        {
            return;
        }

        Ahead.Fetch((byte*)(segment.State0 + i) + BytesAhead);

        if (TRule.StateCount > 1)
        {
            Ahead.Fetch((byte*)(segment.State1 + i) + BytesAhead);
        }

        if (TRule.StateCount > 2)
        {
            Ahead.Fetch((byte*)(segment.State2 + i) + BytesAhead);
        }

        if (TRule.StateCount > 3)
        {
            Ahead.Fetch((byte*)(segment.State3 + i) + BytesAhead);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void UpdateAt<TRule, TUse, T, TLane>(in TRule rule, in TUse use, in Segment<T> segment, nint i, Fetch fetch)
        where TRule : struct, IRule<TRule, T>
        where TUse : struct, IGradientUse<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, IMemoryLane<TLane, T>
    {
        if (fetch != Fetch.Nothing)
        {
            FetchAhead<TRule, T>(in segment, i, fetch);
        }

        TLane state0 = TRule.StateCount > 0 ? TLane.Load(segment.State0 + i) : default;
        TLane state1 = TRule.StateCount > 1 ? TLane.Load(segment.State1 + i) : default;
        TLane state2 = TRule.StateCount > 2 ? TLane.Load(segment.State2 + i) : default;
        TLane state3 = TRule.StateCount > 3 ? TLane.Load(segment.State3 + i) : default;
        TLane p = rule.Update(TLane.Load(segment.Value + i), use.Take<TLane>(segment.Gradient + i), ref state0, ref state1, ref state2, ref state3);
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

        if (TRule.StateCount > 3)
        {
            TLane.Store(state3, segment.State3 + i);
        }
    }
}
