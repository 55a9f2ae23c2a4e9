using System.Numerics;

namespace Eden.Kernels;

/// <summary>Takes a rule and does its step over one segment at once, on the calling thread.</summary>
internal readonly struct ImmediateStep<T>(StepContext context, Segment<T> segment) : IEngineSink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostOnStack = 64;

    private readonly Segment<T> _segment = segment;

    public void Use<TRule>(in TRule rule)
        where TRule : struct, IRule<TRule, T> => Driver.Run(context, rule, _segment, new Block(0, _segment.Length));

    public void UsePhased<TRule>(in TRule rule)
        where TRule : struct, IPhasedRule<TRule, T>
    {
        TRule current = rule;
        int count = rule.SumCount;
        Span<double> sums = count <= MostOnStack ? stackalloc double[count] : new double[count];
        Span<double> totals = count <= MostOnStack ? stackalloc double[count] : new double[count];
        BlockCut blocks = rule.Blocks;
        for (int phase = 0; phase < TRule.PhaseCount; phase++)
        {
            for (long part = 0; part < blocks.Parts; part++)
            {
                totals.Clear();
                for (long block = part * blocks.BlocksPerPart; block < (part + 1) * blocks.BlocksPerPart; block++)
                {
                    sums.Clear();
                    current.Run(phase, context, _segment, blocks[block], sums);
                    for (int i = 0; i < count; i++)
                    {
                        totals[i] += sums[i];
                    }
                }

                current.Reduce(phase, _segment, part, totals);
            }
        }
    }

    public void UseMatrix<TRule>(in TRule rule)
        where TRule : struct, IMatrixRule<TRule, T>
    {
        MatrixPass<TRule, T> pass = new();
        pass.Set(rule);
        pass.Cover(0, 1, negatesGradient: false);
        MatrixWork<T> work = new(threads: 1);
        work.Add(pass);
        work.Run(context, [_segment], forkJoin: null);
    }
}
