using System.Numerics;

namespace Eden.Kernels;

/// <summary>
/// A rule whose step over one parameter has several phases. A phase is work over blocks, done in any order on any thread; what the
/// blocks leave is then added up in their order by one thread, so the bits are the same for any number of threads.
/// </summary>
internal interface IPhasedRule<TSelf, T>
    where TSelf : struct, IPhasedRule<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract int PhaseCount { get; }

    /// <summary>The blocks of the parameter.</summary>
    BlockCut Blocks { get; }

    /// <summary>How many numbers a block leaves in each phase.</summary>
    int SumCount { get; }

    /// <summary>The elements for which the first state array holds one number that every block reads after phase 0, as the mean of a row;
    /// 0 where a block reads its own state alone.</summary>
    long RowLength { get; }

    /// <summary>The work of a phase over one block.</summary>
    /// <param name="phase">The phase, from 0.</param>
    /// <param name="context">What all phases of the step share.</param>
    /// <param name="segment">The parameter.</param>
    /// <param name="block">The elements of the block.</param>
    /// <param name="sums">What the block leaves; zeros at first.</param>
    void Run(int phase, in StepContext context, in Segment<T> segment, Block block, Span<double> sums);

    /// <summary>Ends a phase for one part, given the sums over its blocks. Parts come in order. Must not change what <see cref="Run"/> reads
    /// in the same phase.</summary>
    void Reduce(int phase, in Segment<T> segment, long part, ReadOnlySpan<double> totals);
}

/// <summary>What all phases of a step share.</summary>
/// <param name="Width">The lanes.</param>
/// <param name="Use">What is done with gradients.</param>
internal readonly record struct StepContext(LaneWidth Width, GradientUse Use);

/// <summary>Some elements of a parameter.</summary>
internal readonly record struct Block(long Offset, long Length);

/// <summary>A parameter as parts of equal length, each cut into blocks of which the last may be shorter.</summary>
/// <param name="Length">The number of elements.</param>
/// <param name="PartLength">The elements of a part.</param>
/// <param name="BlockLength">The elements of a block.</param>
internal readonly record struct BlockCut(long Length, long PartLength, long BlockLength)
{
    /// <summary>Enough for a sum to be worth its call, so few that a model of a million elements keeps threads busy.</summary>
    public const long DefaultLength = 16384;

    public long BlocksPerPart => (PartLength + BlockLength - 1) / BlockLength;

    public long Parts => Length == 0 ? 0 : Length / PartLength;

    public long Count => Length == 0 ? 0 : Parts * BlocksPerPart;

    public Block this[long index]
    {
        get
        {
            (long part, long block) = Math.DivRem(index, BlocksPerPart);
            long offset = block * BlockLength;
            return new Block((part * PartLength) + offset, Math.Min(BlockLength, PartLength - offset));
        }
    }

    public static BlockCut Uniform(long length) => new(length, length, DefaultLength);

    /// <summary>The first block that begins at an element or after it.</summary>
    public long FirstFrom(long element)
    {
        if (Length == 0)
        {
            return 0;
        }

        (long part, long offset) = Math.DivRem(element, PartLength);
        return (part * BlocksPerPart) + ((offset + BlockLength - 1) / BlockLength);
    }
}
