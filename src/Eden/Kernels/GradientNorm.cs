using System.Numerics;

namespace Eden.Kernels;

/// <summary>
/// The sum of squares of all gradients in one read-only pass. Blocks of fixed size are summed in a fixed order in double and
/// their sums added in order, so the result is the same bits for any number of threads and any vector width.
/// </summary>
internal sealed class GradientNorm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int BlockLength = 4096;

    private readonly long[] _firstBlock;
    private readonly double[] _blockSums;
    private readonly int _shares;
    private readonly Action<int> _sumShare;
    private Segment<T>[] _segments = [];

    public GradientNorm(ReadOnlySpan<long> fullLengths, int shares)
    {
        _firstBlock = new long[fullLengths.Length + 1];
        for (int i = 0; i < fullLengths.Length; i++)
        {
            _firstBlock[i + 1] = _firstBlock[i] + ((fullLengths[i] + BlockLength - 1) / BlockLength);
        }

        _blockSums = new double[_firstBlock[^1]];
        _shares = shares;
        _sumShare = SumShare;
    }

    /// <summary>The 2-norm over segments that have a gradient: infinite or NaN only where a gradient is.</summary>
    public double Norm(Segment<T>[] segments, ForkJoin? forkJoin)
    {
        double sum = SumOfSquares(segments, forkJoin);
        return typeof(T) == typeof(double) && double.IsInfinity(sum) ? NormOfLarge(segments) : Math.Sqrt(sum);
    }

    /// <summary>The norm of doubles whose squares overflow.</summary>
    private static unsafe double NormOfLarge(Segment<T>[] segments)
    {
        // A power of 2, so that nothing is rounded.
        double reduction = Math.ScaleB(1, -600);
        double sum = 0;
        foreach (Segment<T> segment in segments)
        {
            for (long i = 0; i < segment.Length; i++)
            {
                double value = double.CreateTruncating(segment.Gradient[i]) * reduction;
                sum += value * value;
            }
        }

        double norm = Math.Sqrt(sum) / reduction;
        return double.IsFinite(sum) ? Math.Min(norm, double.MaxValue) : norm;
    }

    /// <summary>The sum of squares over segments that have a gradient.</summary>
    private double SumOfSquares(Segment<T>[] segments, ForkJoin? forkJoin)
    {
        _segments = segments;
        if (forkJoin is null)
        {
            SumBlocks(0, _blockSums.Length);
        }
        else
        {
            forkJoin.Run(_sumShare);
        }

        double sum = 0;
        foreach (double blockSum in _blockSums)
        {
            sum += blockSum;
        }

        return sum;
    }

    private void SumShare(int share) => SumBlocks(
        (long)((Int128)_blockSums.Length * share / _shares),
        (long)((Int128)_blockSums.Length * (share + 1) / _shares));

    private unsafe void SumBlocks(long first, long end)
    {
        int index = Array.BinarySearch(_firstBlock, first);
        int segment = index >= 0 ? index : ~index - 1;
        for (long block = first; block < end; block++)
        {
            while (block >= _firstBlock[segment + 1])
            {
                segment++;
            }

            ref Segment<T> current = ref _segments[segment];
            long offset = (block - _firstBlock[segment]) * BlockLength;
            _blockSums[block] = current.Gradient is null ? 0 : SquareSum.Of(current.Gradient + offset, (int)Math.Min(BlockLength, current.Length - offset));
        }
    }
}
