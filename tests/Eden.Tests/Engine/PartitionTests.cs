using Eden.Kernels;

namespace Eden.Tests.Engine;

public sealed class PartitionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(16)]
    public void Shares_cover_every_element_once_and_in_order(int workers)
    {
        Random random = new(5);
        for (int round = 0; round < 200; round++)
        {
            long[] lengths = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => (long)random.Next(0, random.Next(2) == 0 ? 5 : 2000))];
            Share[] shares = new Share[workers];
            Partition.Cut(lengths, 16, shares);

            List<(int Segment, long Begin, long End)> pieces = [];
            foreach (Share share in shares)
            {
                for (int s = share.Start.Segment; s < share.EndSegment; s++)
                {
                    (nint begin, nint end) = share.RangeIn(s, lengths[s]);
                    Assert.True(begin <= end);
                    pieces.Add((s, begin, end));
                }
            }

            for (int s = 0; s < lengths.Length; s++)
            {
                long next = 0;
                foreach ((_, long begin, long end) in pieces.Where(piece => piece.Segment == s && piece.Begin < piece.End))
                {
                    Assert.Equal(next, begin);
                    next = end;
                }

                Assert.Equal(lengths[s], next);
            }
        }
    }

    [Fact]
    public void Shares_of_one_long_segment_differ_by_less_than_a_cache_line_each_side()
    {
        Share[] shares = new Share[3];
        Partition.Cut([1_000_000], 16, shares);
        Assert.Equal(new Share(new Place(0, 0), new Place(0, 333_328)), shares[0]);
        Assert.Equal(new Share(new Place(0, 333_328), new Place(0, 666_656)), shares[1]);
        Assert.Equal(new Share(new Place(0, 666_656), new Place(1, 0)), shares[2]);
    }

    [Fact]
    public void Cuts_inside_a_segment_are_at_cache_lines()
    {
        Share[] shares = new Share[5];
        Partition.Cut([100, 3, 1001, 77, 0, 5000], 16, shares);
        Assert.All(shares, share => Assert.Equal(0, share.End.Offset % 16));
    }

    [Fact]
    public void Lengths_beyond_32_bits_are_cut_exactly()
    {
        const long Length = (3L << 40) + 5;
        Share[] shares = new Share[1024];
        Partition.Cut([Length, 7, Length], 16, shares);
        long target = ((2 * Length) + 7) / 1024;
        Assert.Equal(target / 16 * 16, shares[0].End.Offset);
        Assert.Equal(new Place(3, 0), shares[^1].End);
        Place previous = default;
        foreach (Share share in shares)
        {
            Assert.Equal(previous, share.Start);
            previous = share.End;
            Assert.True(share.End.Offset >= 0);
        }
    }

    [Fact]
    public void A_total_beyond_64_bits_is_refused() =>
        Assert.Throws<OverflowException>(() => Partition.Cut([long.MaxValue, 1], 16, new Share[2]));

    [Fact]
    public void More_workers_than_elements_leave_the_rest_without_work()
    {
        Share[] shares = new Share[8];
        Partition.Cut([3], 16, shares);
        Assert.Equal(new Share(new Place(0, 0), new Place(1, 0)), shares[^1]);
        Assert.All(shares[..^1], share => Assert.Equal(share.Start, share.End));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(300)]
    public void Ranges_cover_the_model_and_no_block_belongs_to_two(int count)
    {
        BlockCut[] parameters = [BlockCut.Uniform(100_000), BlockCut.Uniform(0), new(3 * 50_000, 50_000, 16_000), BlockCut.Uniform(5), new(1 << 20, 1 << 20, 3 * 4096)];
        Share[] ranges = Partition.CutAtBlocks(parameters, count);
        Assert.Equal(count, ranges.Length);
        Assert.Equal(default, ranges[0].Start);
        Assert.Equal(new Place(parameters.Length, 0), ranges[^1].End);
        foreach ((Share range, Share next) in ranges.Zip(ranges.Skip(1)))
        {
            Assert.Equal(range.End, next.Start);
            Assert.Equal(range.End, range.End.ClampedTo(next));
            BlockCut blocks = parameters[range.End.Segment];
            Assert.True(range.End.Offset == 0 || blocks[blocks.FirstFrom(range.End.Offset)].Offset == range.End.Offset);
            Assert.Equal(0, range.End.Offset % 4096);
        }
    }

    [Fact]
    public void Shares_of_a_range_cover_its_active_elements_once()
    {
        Share range = new(new Place(1, 4096), new Place(4, 8192));
        foreach (int workers in new[] { 1, 2, 3, 16 })
        {
            long[] active = [500, 20_000, 0, 777, 30_000, 5];
            Share[] shares = new Share[workers];
            Assert.Equal(20_000 - 4096 + 777 + 8192, Partition.CutRange(active, range, 16, shares));
            Assert.Equal(range.Start, shares[0].Start);
            Assert.Equal(range.End, shares[^1].End);
            Assert.All(shares.Zip(shares.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
        }
    }
}
