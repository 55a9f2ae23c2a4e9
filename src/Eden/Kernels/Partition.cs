namespace Eden.Kernels;

/// <summary>Cuts a list of segments into shares of equal element count. All arithmetic is 64-bit: a model may have more than
/// 2³¹ elements, in one segment too.</summary>
internal static class Partition
{
    /// <summary>Fills <paramref name="shares"/> with neighbouring shares that together cover every element once.</summary>
    /// <param name="lengths">The number of elements of each segment.</param>
    /// <param name="granule">Cuts inside a segment are at multiples of this many elements: a cache line.</param>
    /// <param name="shares">One for each worker.</param>
    public static void Cut(ReadOnlySpan<long> lengths, int granule, Span<Share> shares)
    {
        long total = 0;
        foreach (long length in lengths)
        {
            total = checked(total + length);
        }

        Place start = default;
        long before = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            long target = i + 1 == shares.Length ? total : (total / shares.Length * (i + 1)) + (total % shares.Length * (i + 1) / shares.Length);
            int segment = start.Segment;
            while (segment < lengths.Length && before + lengths[segment] <= target)
            {
                before += lengths[segment++];
            }

            // A cut may not lie before the previous one when it is rounded down to a line.
            long offset = segment < lengths.Length ? (target - before) / granule * granule : 0;
            Place end = new(segment, segment == start.Segment ? Math.Max(offset, start.Offset) : offset);
            shares[i] = new Share(start, end);
            start = end;
        }
    }

    /// <summary>Fills <paramref name="shares"/> with shares that together cover every active element of a range once.</summary>
    /// <param name="active">The number of elements of each segment that take part: all or none.</param>
    /// <param name="range">The range. Where it begins or ends inside a segment, that one is active.</param>
    /// <param name="granule">As for <see cref="Cut"/>.</param>
    /// <param name="shares">One for each worker.</param>
    /// <returns>The number of active elements of the range.</returns>
    public static long CutRange(Span<long> active, Share range, int granule, Span<Share> shares)
    {
        long total = 0;
        for (int i = 0; i < active.Length; i++)
        {
            (nint begin, nint end) = range.PartOf(i, active[i]);
            active[i] = end - begin;
            total += active[i];
        }

        Cut(active, granule, shares);
        foreach (ref Share share in shares)
        {
            share = new Share(Shifted(share.Start), Shifted(share.End));
        }

        return total;

        Place Shifted(Place place) =>
            (place.Segment == range.Start.Segment ? place with { Offset = place.Offset + range.Start.Offset } : place).ClampedTo(range);
    }

    /// <summary>Cuts a model into ranges of about equal element count, one for each process. A cut inside a parameter lies where a block of
    /// its rule and a block of the norm begin, so that each block is one process's alone.</summary>
    public static Share[] CutAtBlocks(ReadOnlySpan<BlockCut> parameters, int count)
    {
        long total = 0;
        foreach (BlockCut blocks in parameters)
        {
            total = checked(total + blocks.Length);
        }

        Share[] ranges = new Share[count];
        int parameter = 0;
        long before = 0;
        Place start = default;
        for (int i = 0; i < count; i++)
        {
            long target = i + 1 == count ? total : (long)((Int128)total * (i + 1) / count);
            while (parameter < parameters.Length && before + parameters[parameter].Length <= target)
            {
                before += parameters[parameter++].Length;
            }

            Place end = new(parameter, parameter < parameters.Length ? BlockStart(parameters[parameter], target - before) : 0);
            ranges[i] = new Share(start, end);
            start = end;
        }

        return ranges;
    }

    /// <summary>The last element, up to one, at which a block of the rule and a block of the norm begin.</summary>
    private static long BlockStart(BlockCut blocks, long element)
    {
        long start = element - (element % GradientNorm.BlockLength);
        while (start > 0 && blocks[blocks.FirstFrom(start)].Offset != start)
        {
            start -= GradientNorm.BlockLength;
        }

        return start;
    }
}
