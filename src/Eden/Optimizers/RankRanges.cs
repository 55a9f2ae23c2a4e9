using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <summary>Cuts a model into the parts that ranks step. They depend on shapes and algorithms alone.</summary>
internal static class RankRanges
{
    /// <summary>One part for each rank, as places in the parameters of all groups.</summary>
    public static Share[] Of<T>(ParameterGroup<T>[] groups, int ranks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<BlockCut> blocks = [];
        BlockSink<T> sink = new();
        foreach (ParameterGroup<T> group in groups)
        {
            foreach (Parameter<T> parameter in group.Parameters)
            {
                sink.Blocks = BlockCut.Uniform(parameter.Length);
                group.Options.SelectRule<T, BlockSink<T>>(group.ScheduleMultiplier, 1, parameter.Shape, sink);
                blocks.Add(sink.Blocks);
            }
        }

        return Partition.CutAtBlocks(blocks.ToArray(), ranks);
    }

    /// <summary>Takes a rule for the blocks into which it lets a parameter be cut.</summary>
    private sealed class BlockSink<T> : IEngineSink<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public BlockCut Blocks { get; set; }

        public void Use<TRule>(in TRule rule)
            where TRule : struct, IRule<TRule, T>
        {
        }

        public void UsePhased<TRule>(in TRule rule)
            where TRule : struct, IPhasedRule<TRule, T> => Blocks = rule.Blocks;

        /// <summary>A matrix is one rank's alone.</summary>
        public void UseMatrix<TRule>(in TRule rule)
            where TRule : struct, IMatrixRule<TRule, T> => Blocks = Blocks with { BlockLength = Blocks.Length };
    }
}
