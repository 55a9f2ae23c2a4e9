using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Rules;

namespace Eden.Kernels;

/// <content>Memory where an array has a format.</content>
internal static unsafe partial class Driver
{
    [SkipLocalsInit]
    private static void RunTiled<TRule, T>(LaneWidth width, in TRule rule, GradientUse use, ReadOnlySpan<Segment<T>> segments, int start, int end, Share share)
        where TRule : struct, IRule<TRule, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Fetch fetch = IsFar(segments[start..end]) ? Fetch.ValueAndGradient : Fetch.Nothing;
        T* buffer = stackalloc T[Tile<T>.BufferLength];
        for (int s = start; s < end; s++)
        {
            (nint i, nint stop) = share.RangeIn(s, segments[s].Length);
            while (i < stop)
            {
                int count = TileAt(segments[s], i, stop);
                Tile<T> tile = new(in segments[s], i, count, TRule.StateCount, buffer);
                Segment<T> plain = tile.Plain;
                Run(width, rule, use, new ReadOnlySpan<Segment<T>>(in plain), 0, 1, Share.Whole(1), fetch);
                tile.Store(use.Clear);
                i += count;
            }
        }
    }

    [SkipLocalsInit]
    private static long CountTiled<TDirection, TDecay, T>(in StepContext context, in TDirection direction, in Constant<T> lambda, in Segment<T> segment, Block block)
        where TDirection : struct, IDirection<TDirection, T>
        where TDecay : struct, IDecay
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* buffer = stackalloc T[Tile<T>.BufferLength];
        long agreeing = 0;
        nint i = (nint)block.Offset, stop = i + (nint)block.Length;
        while (i < stop)
        {
            int count = TileAt(segment, i, stop);
            Tile<T> tile = new(in segment, i, count, TDirection.SignStateCount, buffer);
            agreeing += CountAgreeing<TDirection, TDecay, T>(context, direction, lambda, tile.Plain, new Block(0, count));
            i += count;
        }

        return agreeing;
    }

    /// <summary>The elements up to the next tile's start, counted from the start of the parameter.</summary>
    private static int TileAt<T>(in Segment<T> segment, nint i, nint stop)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (int)Math.Min(Tile<T>.Length - ((segment.Origin + i) % Tile<T>.Length), stop - i);
}
