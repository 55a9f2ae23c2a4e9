using System.Numerics;

namespace Eden.Kernels;

/// <summary>A rule over neighbouring segments. Passes are used again from step to step.</summary>
internal abstract class Pass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public abstract int PhaseCount { get; }

    protected bool NegatesGradient { get; private set; }

    protected int Start { get; private set; }

    protected int End { get; private set; }

    /// <summary>Says which segments the pass covers.</summary>
    public virtual void Cover(int start, int end, bool negatesGradient) => (Start, End, NegatesGradient) = (start, end, negatesGradient);

    /// <summary>Does the work of a phase on the part of the segments that belongs to a share.</summary>
    public abstract void Run(int phase, in StepContext context, Segment<T>[] segments, Share share);

    /// <summary>Ends a phase once all shares have done it.</summary>
    public abstract void Reduce(int phase, Segment<T>[] segments);

    /// <summary>Whether a share has a part of what the pass reduces.</summary>
    public virtual bool IsReducedBy(Share share, Segment<T>[] segments)
    {
        (long begin, long end) = share.PartOf(Start, segments[Start].Length);
        return begin < end;
    }

    /// <summary>How many numbers processes exchange after a phase.</summary>
    public abstract int CountExchanged(int phase);

    /// <summary>Puts what the share of this process left in a phase into its places; the others keep their zeros.</summary>
    public abstract void Give(Segment<T>[] segments, Share own, Span<double> places);

    /// <summary>Takes what all processes left.</summary>
    public abstract void Receive(Segment<T>[] segments, ReadOnlySpan<double> places);

    protected StepContext Signed(in StepContext context) =>
        NegatesGradient ? context with { Use = context.Use with { Scale = -context.Use.Scale } } : context;
}

/// <summary>A rule that treats every element by itself.</summary>
internal sealed class ElementwisePass<TRule, T> : Pass<T>
    where TRule : struct, IRule<TRule, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private TRule _rule;

    public override int PhaseCount => 1;

    public void Set(in TRule rule) => _rule = rule;

    public override void Run(int phase, in StepContext context, Segment<T>[] segments, Share share)
    {
        if (phase == 0)
        {
            StepContext signed = Signed(context);
            Driver.Run(signed.Width, in _rule, signed.Use, segments, Math.Max(Start, share.Start.Segment), Math.Min(End, share.EndSegment), share);
        }
    }

    public override void Reduce(int phase, Segment<T>[] segments)
    {
    }

    public override bool IsReducedBy(Share share, Segment<T>[] segments) => false;

    public override int CountExchanged(int phase) => 0;

    public override void Give(Segment<T>[] segments, Share own, Span<double> places)
    {
    }

    public override void Receive(Segment<T>[] segments, ReadOnlySpan<double> places)
    {
    }
}

/// <summary>A rule with phases over one parameter.</summary>
internal sealed class PhasedPass<TRule, T> : Pass<T>
    where TRule : struct, IPhasedRule<TRule, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private TRule _rule;
    private double[] _sums = [];
    private double[] _totals = [];

    public override int PhaseCount => TRule.PhaseCount;

    private int SumLength => checked((int)(_rule.SumCount * _rule.Blocks.Count));

    private long RowCount => _rule.RowLength == 0 ? 0 : _rule.Blocks.Length / _rule.RowLength;

    public void Set(in TRule rule)
    {
        _rule = rule;
        if (_totals.Length < rule.SumCount || _sums.LongLength < rule.SumCount * rule.Blocks.Count)
        {
            _totals = new double[rule.SumCount];
            _sums = new double[rule.SumCount * rule.Blocks.Count];
        }
    }

    /// <summary>A block is its share's in which it begins.</summary>
    public override void Run(int phase, in StepContext context, Segment<T>[] segments, Share share)
    {
        if (phase >= PhaseCount)
        {
            return;
        }

        ref Segment<T> segment = ref segments[Start];
        StepContext signed = Signed(context);
        BlockCut blocks = _rule.Blocks;
        (long begin, long end) = share.PartOf(Start, segment.Length);
        long stop = blocks.FirstFrom(end);
        for (long block = blocks.FirstFrom(begin); block < stop; block++)
        {
            Span<double> sums = _sums.AsSpan(checked((int)(block * _rule.SumCount)), _rule.SumCount);
            sums.Clear();
            _rule.Run(phase, signed, segment, blocks[block], sums);
        }
    }

    public override void Reduce(int phase, Segment<T>[] segments)
    {
        if (phase >= PhaseCount)
        {
            return;
        }

        BlockCut blocks = _rule.Blocks;
        int count = _rule.SumCount;
        Span<double> totals = _totals.AsSpan(0, count);
        for (long part = 0; part < blocks.Parts; part++)
        {
            totals.Clear();
            for (long block = part * blocks.BlocksPerPart; block < (part + 1) * blocks.BlocksPerPart; block++)
            {
                for (int i = 0; i < count; i++)
                {
                    totals[i] += _sums[(block * count) + i];
                }
            }

            _rule.Reduce(phase, segments[Start], part, totals);
        }
    }

    /// <summary>The sums of all blocks and, after phase 0, the state that all blocks read. Nothing follows the last phase.</summary>
    public override int CountExchanged(int phase) => phase + 1 >= PhaseCount ? 0 : checked((int)(SumLength + (phase == 0 ? RowCount : 0)));

    public override unsafe void Give(Segment<T>[] segments, Share own, Span<double> places)
    {
        (long begin, long end) = own.PartOf(Start, segments[Start].Length);
        int first = (int)_rule.Blocks.FirstFrom(begin) * _rule.SumCount;
        int count = ((int)_rule.Blocks.FirstFrom(end) * _rule.SumCount) - first;
        _sums.AsSpan(first, count).CopyTo(places[first..]);
        Span<double> rows = places[SumLength..];
        if (rows.Length > 0)
        {
            for (long row = begin / _rule.RowLength; row < end / _rule.RowLength; row++)
            {
                rows[(int)row] = double.CreateTruncating(segments[Start].StateAt(0)[row]);
            }
        }
    }

    public override unsafe void Receive(Segment<T>[] segments, ReadOnlySpan<double> places)
    {
        places[..SumLength].CopyTo(_sums);
        ReadOnlySpan<double> rows = places[SumLength..];
        for (int row = 0; row < rows.Length; row++)
        {
            segments[Start].StateAt(0)[row] = T.CreateTruncating(rows[row]);
        }
    }
}
