using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Kernels;

/// <summary>Runs a rule over copies of the values, so that what it returns can be looked at instead of stored.</summary>
internal static unsafe class Scratch
{
    private const int Length = 1024;

    /// <summary>Calls <paramref name="rule"/> over a block and gives the sums of squares of the values and of what it returned for
    /// them.</summary>
    [SkipLocalsInit]
    public static (double Values, double Results) SquareSums<TRule, T>(in StepContext context, in TRule rule, in Segment<T> segment, Block block)
        where TRule : struct, IRule<TRule, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* scratch = stackalloc T[Length];
        double values = 0, results = 0;
        for (long offset = block.Offset; offset < block.Offset + block.Length; offset += Length)
        {
            int count = (int)Math.Min(Length, block.Offset + block.Length - offset);
            Unsafe.CopyBlock(scratch, segment.Value + offset, (uint)(count * sizeof(T)));
            values += SquareSum.Of(scratch, count);
            Driver.Run(context, rule, segment.From(offset) with { Value = scratch, Length = count }, new Block(0, count));
            results += SquareSum.Of(scratch, count);
        }

        return (values, results);
    }
}
