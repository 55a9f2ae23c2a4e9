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
}
