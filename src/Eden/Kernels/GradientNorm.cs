using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Kernels;

/// <summary>How gradients are cut for their norm.</summary>
internal static class GradientNorm
{
    /// <summary>The elements of a block, counted from the start of each parameter.</summary>
    public const int BlockLength = 4096;

    /// <summary>What doubles are multiplied by whose squares overflow: a power of 2, so that nothing is rounded.</summary>
    public static readonly double Reduction = Math.ScaleB(1, -600);
}

/// <summary>
/// The sum of squares of all gradients in one read-only pass. Blocks of fixed size are summed in a fixed order in double and
/// their sums added in order, so the result is the same bits for any number of threads and processes and any vector width.
/// </summary>
internal sealed class GradientNorm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int BlockLength = GradientNorm.BlockLength;

    private readonly long[] _firstBlock;
    private readonly double[] _blockSums;
    private readonly int _shares;
    private readonly Action<int> _sumShare;
    private Segment<T>[] _segments = [];
    private long _first;
    private long _end;
    private bool _isReduced;

    public GradientNorm(ReadOnlySpan<long> fullLengths, int shares)
    {
        _firstBlock = new long[fullLengths.Length + 1];
        for (int i = 0; i < fullLengths.Length; i++)
        {
            _firstBlock[i + 1] = _firstBlock[i] + ((fullLengths[i] + BlockLength - 1) / BlockLength);
        }

        _blockSums = new double[_firstBlock[^1]];
        _end = _blockSums.Length;
        _shares = shares;
        _sumShare = SumShare;
    }

    /// <summary>The processes among which the sum is shared; null for one alone.</summary>
    public ICommunicator? Communicator { get; private set; }

    /// <summary>Leaves the blocks outside a range to other processes.</summary>
    public void Join(ICommunicator communicator, Share range)
    {
        Communicator = communicator;
        (_first, _end) = (BlockAt(range.Start), BlockAt(range.End));
    }

    /// <summary>The 2-norm over segments that have a gradient: infinite or NaN only where a gradient is.</summary>
    public double Norm(Segment<T>[] segments, ForkJoin? forkJoin)
    {
        _segments = segments;
        double sum = SumOfSquares(forkJoin, isReduced: false);
        if (typeof(T) != typeof(double) || !double.IsInfinity(sum))
        {
            return Math.Sqrt(sum);
        }

        // Doubles whose squares overflow.
        sum = SumOfSquares(forkJoin, isReduced: true);
        double norm = Math.Sqrt(sum) / GradientNorm.Reduction;
        return double.IsFinite(sum) ? Math.Min(norm, double.MaxValue) : norm;
    }

    /// <summary>The sum of squares over segments that have a gradient.</summary>
    private double SumOfSquares(ForkJoin? forkJoin, bool isReduced)
    {
        _isReduced = isReduced;
        if (Communicator is not null)
        {
            Array.Clear(_blockSums);
        }

        if (forkJoin is null)
        {
            SumBlocks(_first, _end);
        }
        else
        {
            forkJoin.Run(_sumShare);
        }

        Communicator?.Sum(_blockSums);
        double sum = 0;
        foreach (double blockSum in _blockSums)
        {
            sum += blockSum;
        }

        return sum;
    }

    private long BlockAt(Place place) => _firstBlock[place.Segment] + (place.Offset / BlockLength);

    private void SumShare(int share) => SumBlocks(
        _first + (long)((Int128)(_end - _first) * share / _shares),
        _first + (long)((Int128)(_end - _first) * (share + 1) / _shares));

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
            int length = (int)Math.Min(BlockLength, current.Length - offset);
            _blockSums[block] = current.Gradient is null ? 0
                : current.Storage?.Gradient is null ? BlockSum(current.Gradient + offset, length)
                : DecodedBlockSum(current, offset, length);
        }
    }

    [SkipLocalsInit]
    private unsafe double DecodedBlockSum(in Segment<T> segment, long offset, int length)
    {
        T* buffer = stackalloc T[BlockLength];
        return BlockSum(Tile<T>.ReadGradient(segment, offset, length, buffer), length);
    }

    private unsafe double BlockSum(T* gradient, int length)
    {
        if (!_isReduced)
        {
            return SquareSum.Of(gradient, length);
        }

        double sum = 0;
        for (int i = 0; i < length; i++)
        {
            double value = double.CreateTruncating(gradient[i]) * GradientNorm.Reduction;
            sum += value * value;
        }

        return sum;
    }
}
